/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notices above the page: what is wrong, and what can be done about it. */
import {$, announce, el, icon} from "./dom.js";

const shown = new Map();

/* One notice of each name; `acts` are {label, run}. Without `stays` it goes after a while. */
export function note(name, text, {kind = "", acts = [], stays = false} = {}) {
    const old = shown.get(name);
    const close = () => quiet(name);
    const made = el("div", {class: `notice ${kind}`},
        el("p", {}, text),
        acts.map((a) => el("button", {onclick: () => {
            close();
            a.run();
        }}, a.label)),
        el("button", {class: "bare", "aria-label": "Close the notice", onclick: close}, icon("no")));

    clearTimeout(old?.timer);
    if (old)
        old.made.replaceWith(made);
    else
        $("#notes").append(made);
    shown.set(name, {made, timer: stays ? 0 : setTimeout(close, 9000)});
    announce(typeof text === "string" ? text : made.textContent);
}

export function quiet(name) {
    const old = shown.get(name);

    if (!old)
        return;
    clearTimeout(old.timer);
    shown.delete(name);
    old.made.remove();
}

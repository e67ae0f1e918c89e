/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The small window in which a tag is typed. */
import {$} from "./dom.js";
import {Complete} from "./complete.js";
import {many} from "./format.js";

const HINT = "Enter says what is marked, Escape keeps what is typed, Tab completes it for more words: snare user:dusty -loop";

export class Prompt {
    constructor(vocabulary, actions) {
        this.box = $("#prompt");
        this.input = $("#prompt-tag");
        this.targets = [];
        this.actions = actions;
        actions.prompt = this;
        this.list = new Complete(this.input, $("#prompt-list"), (text, place) => vocabulary.tag(text, place), {first: true});
        this.input.addEventListener("keydown", (e) => {
            if (e.key === "Enter") {
                e.preventDefault();
                this.#done();
            }
        });
        this.box.addEventListener("click", (e) => e.target === this.box && this.box.close());
    }

    open(targets, text = "") {
        if (!targets.length)
            return;
        this.targets = targets;
        $("#prompt-what").textContent = targets.length > 1 ? `What are these ${many(targets.length, "sound")}?`
            : `What is ${targets[0].name ?? "it"}?`;
        $("#prompt-hint").textContent = HINT;
        this.input.value = text;
        this.box.showModal();
        this.input.focus();
        if (text)
            this.list.open();
    }

    #done() {
        const text = this.input.value.trim();

        this.box.close();
        if (text)
            this.actions.tag(this.targets, text);
    }
}

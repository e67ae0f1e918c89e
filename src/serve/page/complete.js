/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A box that shows what may follow: an ARIA combobox with a list of completions. */
import {el} from "./dom.js";

/* `offer(text, place)` gives options {label, note, insert, from, to, goesOn}. */
export class Complete {
    options = [];
    active = -1;

    /* `first`: Enter takes the first option without its being chosen, and means the box, too. */
    constructor(input, list, offer, {first = false, taken = () => {}} = {}) {
        Object.assign(this, {input, list, offer, first, taken});
        input.addEventListener("input", () => this.open());
        input.addEventListener("blur", () => this.close());
        input.addEventListener("keydown", (e) => this.#key(e));
        list.addEventListener("mousedown", (e) => {
            const option = e.target.closest("[role=option]");

            e.preventDefault();
            if (option)
                this.take(Number(option.dataset.place));
        });
    }

    get shown() {
        return !this.list.hidden;
    }

    open() {
        const text = this.input.value;
        const place = this.input.selectionStart ?? text.length;

        this.options = this.offer(text, place).filter((o) => text.slice(o.from, o.to) !== o.insert);
        this.active = this.first && this.options.length && !this.#whole(text, place) ? 0 : -1;
        this.list.replaceChildren(...this.options.map((o, k) => el("li",
            {id: `${this.list.id}-${k}`, role: "option", "aria-selected": false, "data-place": k},
            el("span", {class: `dot c-${o.facet === "category" ? o.label.split(".")[0] : "none"}`}),
            el("span", {class: "label"}, o.label), el("span", {class: "note"}, o.note ?? ""))));
        this.list.hidden = !this.options.length;
        this.input.setAttribute("aria-expanded", this.shown);
        this.#mark();
    }

    /* Is what is typed one of the words already? */
    #whole(text, place) {
        return this.offer(text, place).some((o) => text.slice(o.from, o.to) === o.insert);
    }

    close() {
        this.list.hidden = true;
        this.active = -1;
        this.input.setAttribute("aria-expanded", false);
        this.input.removeAttribute("aria-activedescendant");
    }

    #mark() {
        [...this.list.children].forEach((li, k) => li.setAttribute("aria-selected", k === this.active));
        if (this.active >= 0) {
            this.input.setAttribute("aria-activedescendant", this.list.children[this.active].id);
            this.list.children[this.active].scrollIntoView({block: "nearest"});
        } else
            this.input.removeAttribute("aria-activedescendant");
    }

    take(k) {
        const o = this.options[k];
        const text = this.input.value;

        this.input.value = text.slice(0, o.from) + o.insert + (o.goesOn || text[o.to] === " " ? "" : " ") + text.slice(o.to);
        const place = o.from + o.insert.length + (o.goesOn ? 0 : 1);

        this.input.setSelectionRange(place, place);
        this.close();
        if (o.goesOn)
            this.open();
        this.taken(o);
    }

    #key(e) {
        const n = this.options.length;

        if (e.isComposing)
            return;
        if ((e.key === "ArrowDown" || e.key === "ArrowUp") && this.shown) {
            this.active = (this.active + (e.key === "ArrowDown" ? 1 : -1) + n + (this.active < 0 && e.key === "ArrowUp" ? 1 : 0)) % n;
            this.#mark();
        } else if (e.key === "Enter" && this.first && this.shown && this.active >= 0) {
            this.take(this.active);
            return;
        } else if (e.key === "Tab" && this.shown && !e.shiftKey)
            this.take(Math.max(0, this.active));
        else if (e.key === "Enter" && this.shown && this.active >= 0)
            this.take(this.active);
        else if (e.key === "Escape" && this.shown)
            this.close();
        else
            return;
        e.preventDefault();
        e.stopImmediatePropagation();
    }
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scrolling through more rows than a browser can make an element high. */

/* Pixels; Firefox ends at 17.8 million, Chromium on a dense screen at 11. */
const HIGHEST = 8e6;

/*
 * Where `height` pixels of rows do not fit into HIGHEST, the first and the last quarter of
 * the bar move a pixel a pixel and its middle stands for all between. There a small step is
 * still a step of as many pixels, and only dragging the bar leaps; what that makes wrong of
 * the bar is put right when it rests.
 */
export class Scroll {
    top = 0; /* the first pixel of the rows that is seen */
    lid = 0; /* pixels at the top of the box that a head covers */
    #height = 0;
    #last = 0; /* where the bar was */
    #rest = 0;

    /* `box` scrolls, `inner` is as high as what it scrolls over. */
    constructor(box, inner, moved) {
        this.box = box;
        this.inner = inner;
        this.moved = moved;
        box.addEventListener("scroll", () => this.#scrolled(), {passive: true});
    }

    get seen() {
        return this.box.clientHeight;
    }

    /* How far the rows are to be shifted down to stand where the bar is. */
    get shift() {
        return this.#last - this.top;
    }

    resize(height) {
        this.#height = height;
        this.inner.style.height = `${Math.min(height, HIGHEST)}px`;
        this.to(this.top);
    }

    #range() {
        const beyond = this.lid - this.seen;

        return {rows: Math.max(0, this.#height + beyond), bar: Math.max(0, Math.min(this.#height, HIGHEST) + beyond)};
    }

    /* From a place of the bar to a place among the rows, and back. */
    rowsOf(bar) {
        const r = this.#range();
        const end = r.bar / 4;

        if (r.rows <= r.bar || bar <= end)
            return Math.min(bar, r.rows);
        if (bar >= r.bar - end)
            return r.rows - (r.bar - bar);
        return end + ((bar - end) * (r.rows - 2 * end)) / (r.bar - 2 * end);
    }

    barOf(top) {
        const r = this.#range();
        const end = r.bar / 4;

        if (r.rows <= r.bar || top <= end)
            return Math.min(top, r.bar);
        if (top >= r.rows - end)
            return r.bar - (r.rows - top);
        return end + ((top - end) * (r.bar - 2 * end)) / (r.rows - 2 * end);
    }

    #scrolled() {
        const now = this.box.scrollTop;
        const step = now - this.#last;
        const r = this.#range();

        if (step === 0)
            return;
        this.#last = now;
        if (r.rows <= r.bar)
            this.top = now;
        else if (Math.abs(step) > 3 * this.seen)
            this.top = this.rowsOf(now);
        else
            this.top = Math.min(r.rows, Math.max(0, this.top + step));
        clearTimeout(this.#rest);
        if (r.rows > r.bar)
            this.#rest = setTimeout(() => this.to(this.top), 160);
        this.moved();
    }

    to(top) {
        const r = this.#range();

        this.top = Math.min(r.rows, Math.max(0, Math.round(top)));
        this.#last = Math.round(this.barOf(this.top));
        if (Math.abs(this.box.scrollTop - this.#last) >= 1)
            this.box.scrollTop = this.#last;
        this.#last = this.box.scrollTop;
        if (r.rows <= r.bar)
            this.top = this.#last;
        this.moved();
    }

    /* Bring the pixels from..to into sight. */
    show(from, to) {
        if (from < this.top)
            this.to(from);
        else if (to > this.top + this.seen - this.lid)
            this.to(to - this.seen + this.lid);
    }
}

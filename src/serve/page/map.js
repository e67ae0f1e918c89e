/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map of sounds: points on a canvas, to move over, to listen to and to select. */
import {coloursOf} from "./mapcolours.js";
import {drawer} from "./mapdraw.js";
import {nowhere, Points} from "./mappoints.js";

const REACH = 14; /* pixels from the pointer to a point */
const REST_MS = 160; /* on a point, until it plays */
const CLICK = 5; /* pixels that a click may move */
const LEAST_ZOOM = 0.8, MOST_ZOOM = 400;
const GLIDE = 8; /* frames until what is in focus is in sight */
const WAYS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]};

const within = (v, low, high) => Math.max(low, Math.min(high, v));

/*
 * Calls back: onHover(id or null), onPlay(id), onSelect(ids). Drag moves, wheel, pinch, +
 * and - zoom, 0 shows all; Shift and drag, or drag while `lasso` is true, selects what is
 * drawn round, a click one. Arrows go to the next point that way, Enter or space plays it,
 * Escape lets go of everything.
 */
export class SoundMap {
    #off = new AbortController();
    #points = nowhere();
    #categories = [];
    #view = {x: 0.5, y: 0.5, zoom: 1};
    #hover = -1;
    #focus = -1;
    #chosen = [];
    #line = []; /* of the lasso */
    #fingers = new Map();
    lasso = false;

    constructor(canvas, {onHover, onPlay, onSelect} = {}) {
        const hear = (who, what, call, more) => who.addEventListener(what, call, {signal: this.#off.signal, ...more});

        Object.assign(this, {canvas, onHover, onPlay, onSelect});
        canvas.tabIndex = Math.max(0, canvas.tabIndex);
        canvas.style.touchAction = "none";
        this.#begin();
        hear(canvas, "pointerdown", (e) => this.#down(e));
        hear(canvas, "pointermove", (e) => this.#move(e));
        hear(canvas, "pointerup", (e) => this.#up(e));
        hear(canvas, "pointercancel", (e) => this.#up(e, true));
        hear(canvas, "pointerleave", () => this.#fingers.size || this.#over(-1));
        hear(canvas, "wheel", (e) => this.#wheel(e), {passive: false});
        hear(canvas, "keydown", (e) => this.#key(e));
        hear(canvas, "focus", () => this.#paint());
        hear(canvas, "blur", () => this.#paint());
        hear(canvas, "webglcontextlost", (e) => e.preventDefault());
        hear(canvas, "webglcontextrestored", () => this.#begin());
        hear(matchMedia("(prefers-color-scheme: dark)"), "change", () => this.restyle());
        this.sight = new ResizeObserver(() => this.#resize());
        this.sight.observe(canvas);
        this.#resize();
    }

    #begin() {
        this.drawing = drawer(this.canvas);
        this.drawing.data(this.#points);
        this.drawing.choose(this.#chosen);
        this.restyle();
    }

    /* The answer of /v1/map, and "categories" of /v1/map/categories. What is looked at
     * stays in sight. */
    setData(buffer, categories) {
        const had = [this.#focus, ...this.#chosen].map((i) => this.#points.id[i]);

        this.#points = new Points(buffer);
        this.#categories = categories;
        this.#over(-1);
        [this.#focus, ...this.#chosen] = had.map((id) => this.#points.find(id));
        this.drawing.data(this.#points);
        this.#choose(this.#chosen);
        this.restyle();
    }

    highlight(ids) {
        this.#choose(Array.from(ids, (id) => this.#points.find(id)));
    }

    #choose(chosen) {
        this.#chosen = chosen.filter((i) => i >= 0);
        this.drawing.choose(this.#chosen);
        this.#paint();
    }

    /* The style sheet has other colours now. */
    restyle() {
        Object.assign(this, coloursOf(this.canvas, this.#categories));
        this.drawing.paint(this.colours);
        this.#paint();
    }

    #resize() {
        const {canvas} = this;

        this.dpr = devicePixelRatio || 1;
        canvas.width = Math.max(1, Math.round(canvas.clientWidth * this.dpr));
        canvas.height = Math.max(1, Math.round(canvas.clientHeight * this.dpr));
        this.draw();
    }

    /* Pixels of the canvas for a map's side. */
    get #scale() {
        return Math.min(this.canvas.width, this.canvas.height) * this.#view.zoom;
    }

    #paint() {
        this.due ??= requestAnimationFrame(() => this.draw());
    }

    /* Now, and not with the next frame. */
    draw() {
        const {dpr, ink, canvas} = this, {x, y} = this.#view, scale = this.#scale, rings = [];
        const size = within(0.6 * scale / dpr / Math.sqrt(this.#points.n + 1), 2, 11) * dpr;

        cancelAnimationFrame(this.due);
        this.due = null;
        if (this.#hover >= 0)
            rings.push([this.#hover, size + 8 * dpr]);
        if (this.#focus >= 0 && document.activeElement === canvas)
            rings.push([this.#focus, size + 14 * dpr]);
        this.drawing.draw({width: canvas.width, height: canvas.height, x, y, scale, size, rings, ink, points: this.#points, chosen: this.#chosen, line: this.#line});
    }

    /* Where on the map a place of the window is. */
    #place(e) {
        const box = this.canvas.getBoundingClientRect(), per = this.dpr / this.#scale;

        return [this.#view.x + (e.clientX - box.left - box.width / 2) * per, this.#view.y - (e.clientY - box.top - box.height / 2) * per];
    }

    #at(e) {
        return this.#points.nearest(...this.#place(e), REACH * this.dpr / this.#scale);
    }

    #shift(dx, dy) {
        this.#view.x = within(this.#view.x + dx, 0, 1);
        this.#view.y = within(this.#view.y + dy, 0, 1);
        this.#paint();
    }

    /* What is at x, y stays there. */
    #zoom(by, x = this.#view.x, y = this.#view.y) {
        const before = this.#view.zoom, now = within(before * by, LEAST_ZOOM, MOST_ZOOM);

        this.#view.zoom = now;
        this.#shift((x - this.#view.x) * (1 - before / now), (y - this.#view.y) * (1 - before / now));
    }

    #wheel(e) {
        e.preventDefault();
        this.#zoom(Math.exp(-e.deltaY * (e.deltaMode ? 0.05 : 0.0015) * (e.ctrlKey ? 4 : 1)), ...this.#place(e));
    }

    /* The pointer is over this one, or over none. */
    #over(i) {
        if (i === this.#hover)
            return;
        this.#hover = i;
        clearTimeout(this.rest);
        if (i >= 0)
            this.rest = setTimeout(() => this.#play(i), REST_MS);
        this.onHover?.(i < 0 ? null : this.#points.id[i]);
        this.canvas.style.cursor = i < 0 ? "" : "pointer";
        this.#paint();
    }

    #down(e) {
        this.canvas.setPointerCapture(e.pointerId);
        this.#fingers.set(e.pointerId, e);
        this.moved = this.#fingers.size > 1;
        this.#line = !this.moved && e.button === 0 && (e.shiftKey || this.lasso) ? [this.#place(e)] : [];
    }

    #move(e) {
        const before = this.#fingers.get(e.pointerId), share = this.dpr / this.#scale / this.#fingers.size;

        if (!before) {
            this.#over(this.#at(e));
            return;
        }
        const dx = e.clientX - before.clientX, dy = e.clientY - before.clientY;

        if ((!this.moved || this.#line.length) && Math.hypot(dx, dy) < CLICK)
            return;
        this.moved = true;
        if (this.#line.length)
            this.#line.push(this.#place(e));
        else if (this.#fingers.size === 2)
            this.#pinch(before, e);
        if (!this.#line.length)
            this.#shift(-dx * share, dy * share);
        this.#fingers.set(e.pointerId, e);
        this.#paint();
    }

    #pinch(before, e) {
        const other = [...this.#fingers.values()].find((f) => f.pointerId !== e.pointerId);
        const far = (f) => Math.max(8, Math.hypot(f.clientX - other.clientX, f.clientY - other.clientY));

        this.#zoom(far(e) / far(before), ...this.#place(other));
    }

    #up(e, away = false) {
        const line = this.#line, meant = this.#fingers.delete(e.pointerId) && !away && e.button === 0;

        this.#line = [];
        this.#paint();
        if (meant && line.length > 2) {
            this.#select(this.#points.inside(line));
        } else if (meant && !this.moved) {
            this.#focus = this.#at(e);
            this.#select([this.#focus]);
            this.#play(this.#focus);
        }
    }

    #select(found) {
        this.#choose(found);
        this.onSelect?.(this.#chosen.map((i) => this.#points.id[i]));
    }

    #play(i) {
        clearTimeout(this.rest);
        if (i >= 0)
            this.onPlay?.(this.#points.id[i]);
    }

    #key(e) {
        const act = {
            "+": () => this.#zoom(1.5),
            "=": () => this.#zoom(1.5),
            "-": () => this.#zoom(1 / 1.5),
            0: () => Object.assign(this.#view, {x: 0.5, y: 0.5, zoom: 1}),
            Enter: () => this.#play(this.#focus),
            " ": () => this.#play(this.#focus),
            Escape: () => this.#letGo(),
        }[e.key] ?? (WAYS[e.key] && (() => this.#go(WAYS[e.key])));

        if (!act || e.altKey || e.ctrlKey || e.metaKey)
            return;
        e.preventDefault();
        e.stopPropagation();
        act();
        this.#paint();
    }

    #letGo() {
        this.#line = [];
        this.#focus = -1;
        this.#select([]);
        this.#over(-1);
    }

    /* To the next point that way; to begin with, to the one in the middle. */
    #go(way) {
        const next = this.#focus < 0 ? this.#points.nearest(this.#view.x, this.#view.y, 2) : this.#points.towards(this.#focus, way);

        if (next < 0)
            return;
        this.#focus = next;
        this.onHover?.(this.#points.id[next]);
        this.#show(next);
    }

    /* Into sight, smoothly unless less motion is wished. */
    #show(i) {
        const {width, height} = this.canvas, scale = this.#scale;
        const miss = (v, room) => Math.sign(v) * Math.max(0, Math.abs(v) - 0.4 * room / scale);
        const dx = miss(this.#points.x[i] - this.#view.x, width), dy = miss(this.#points.y[i] - this.#view.y, height);
        let left = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1 : GLIDE;
        const part = left, glide = () => {
            this.#shift(dx / part, dy / part);
            if (--left > 0 && !this.#off.signal.aborted)
                requestAnimationFrame(glide);
        };

        if (dx || dy)
            glide();
    }

    destroy() {
        this.#off.abort();
        this.sight.disconnect();
        clearTimeout(this.rest);
        cancelAnimationFrame(this.due);
    }
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waveforms on a canvas: a thumbnail for each row, and a large one with a playhead. */

/* A peak overview comes as base64 of signed bytes: least and greatest of each column. */
export function peaksOf(base64) {
    const text = atob(base64);
    const n = text.length >> 1;
    const low = new Int8Array(n);
    const high = new Int8Array(n);

    for (let i = 0; i < n; i++) {
        low[i] = (text.charCodeAt(2 * i) << 24) >> 24;
        high[i] = (text.charCodeAt(2 * i + 1) << 24) >> 24;
    }
    return {low, high};
}

/* Colours of the style sheet as a canvas wants them, looked up once a theme. */
const paints = new Map();
let probe = null;

export function paint(name) {
    if (!paints.has(name)) {
        probe ??= document.body.appendChild(Object.assign(document.createElement("i"), {hidden: true}));
        probe.style.color = `var(--${name})`;
        paints.set(name, getComputedStyle(probe).color);
    }
    return paints.get(name);
}

export const forgetPaints = () => paints.clear();

/* As many device pixels as it has on the screen; its size in CSS pixels. */
function fit(canvas) {
    const scale = window.devicePixelRatio || 1;
    const w = canvas.clientWidth;
    const h = canvas.clientHeight;

    if (canvas.width !== Math.round(w * scale) || canvas.height !== Math.round(h * scale)) {
        canvas.width = Math.round(w * scale);
        canvas.height = Math.round(h * scale);
    }
    const c = canvas.getContext("2d");

    c.setTransform(scale, 0, 0, scale, 0, 0);
    c.clearRect(0, 0, w, h);
    return {c, w, h};
}

/* Bars `step` wide; a column of the picture is the extremes of all that fall into it. */
function bars(c, peaks, h, first, last, step, all) {
    const n = peaks.low.length;
    const middle = h / 2;
    const reach = middle - 0.5;

    for (let i = first; i < last; i++) {
        const from = Math.floor((i * n) / all);
        const to = Math.max(from + 1, Math.floor(((i + 1) * n) / all));
        let low = 0;
        let high = 0;

        for (let k = from; k < to && k < n; k++) {
            low = Math.min(low, peaks.low[k]);
            high = Math.max(high, peaks.high[k]);
        }
        const top = middle - (high / 127) * reach;
        const bottom = middle - (low / 127) * reach;

        c.fillRect(i * step, top, step > 1 ? step - 0.75 : step, Math.max(1, bottom - top));
    }
}

export function drawThumb(canvas, peaks, colour) {
    const {c, w, h} = fit(canvas);
    const all = Math.floor(w / 2);

    c.fillStyle = colour;
    bars(c, peaks, h, 0, all, 2, all);
}

/* `played` from 0 to 1, or null where it stands still. */
export function drawWave(canvas, peaks, colour, played) {
    const {c, w, h} = fit(canvas);
    const all = Math.floor(w / 2);
    const split = played === null ? all : Math.floor(played * all);

    if (!peaks)
        return;
    c.fillStyle = colour;
    bars(c, peaks, h, 0, split, 2, all);
    c.globalAlpha = 0.38;
    bars(c, peaks, h, split, all, 2, all);
    c.globalAlpha = 1;
    if (played !== null) {
        c.fillStyle = paint("play");
        c.fillRect(Math.min(w - 1.5, played * w), 0, 1.5, h);
    }
}

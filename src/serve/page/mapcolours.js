/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The colours of the map: that of the first part of a category, --c-drums of drums.kick as
 * the style sheet has it, and for each leaf a shade of it. */
const SPREAD = 44; /* degrees that the leaves of one are apart, all together */

/* What `color: text` comes to on an element: bytes. */
function bytesOf(element, text) {
    const before = element.style.color;

    element.style.color = text;
    const [r, g, b] = (getComputedStyle(element).color.match(/[\d.]+/g) ?? [128, 128, 128]).map(Number);

    element.style.color = before;
    return [r, g, b];
}

/* Another shade of it: turned by degrees, lighter by a part of all. */
function shade([r, g, b], turn, lighter) {
    const most = Math.max(r, g, b), high = most / 255, low = Math.min(r, g, b) / 255, d = high - low || 1;
    const l = Math.max(0.15, Math.min(0.88, (high + low) / 2 + lighter));
    const s = (high - low) / (1 - Math.abs(high + low - 1) || 1);
    const sixth = most === r ? (g - b) / 255 / d : most === g ? 2 + (b - r) / 255 / d : 4 + (r - g) / 255 / d;
    const part = (n) => {
        const k = (n + 24 + (60 * sixth + turn) / 30) % 12;

        return Math.round(255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
    };

    return [part(0), part(8), part(4)];
}

/* [bytes] by the index of each category, {index, tag}; and the colour of the text. */
export function coloursOf(canvas, categories) {
    const kinds = new Map(), colours = [bytesOf(canvas, "var(--c-none, gray)")];

    for (const c of categories) {
        const root = (c.tag ?? "").split(".")[0];

        kinds.set(root, [...(kinds.get(root) ?? []), c]);
    }
    for (const [root, leaves] of kinds) {
        const base = root ? bytesOf(canvas, `var(--c-${root.replace(/\W/g, "-")}, var(--c-none, gray))`) : colours[0];

        leaves.sort((a, b) => (a.tag < b.tag ? -1 : 1)).forEach((c, k) => {
            const turn = leaves.length > 1 ? SPREAD * (k / (leaves.length - 1) - 0.5) : 0;

            colours[c.index] = root ? shade(base, turn, leaves.length > 1 ? [0, 0.1, -0.08][k % 3] : 0) : base;
        });
    }
    return {colours: Array.from(colours, (c) => c ?? colours[0]), ink: bytesOf(canvas, "inherit")};
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers, notes, tags and times as a person reads them. */

const number = new Intl.NumberFormat("en");
const day = new Intl.DateTimeFormat(undefined, {dateStyle: "medium", timeStyle: "short"});
const NOTES = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];

export const count = (n) => number.format(n);

export const many = (n, one, more = `${one}s`) => `${count(n)} ${n === 1 ? one : more}`;

export function length(s) {
    if (s === null || s === undefined)
        return "";
    if (s < 1)
        return `${Math.round(s * 1000)} ms`;
    if (s < 60)
        return `${s.toFixed(s < 10 ? 2 : 1)} s`;
    if (s < 3600)
        return `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
    return `${Math.floor(s / 3600)}:${String(Math.floor((s % 3600) / 60)).padStart(2, "0")}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
}

/* 60 is C4; what is text already stays so. */
export function note(n) {
    if (n === null || n === undefined)
        return "";
    return typeof n === "number" ? NOTES[n % 12] + (Math.floor(n / 12) - 1) : n;
}

export const key = (k) => (k || "").replace("#", "♯").replace(/^([A-G])b/, "$1♭");

export const bpm = (b) => (b === null || b === undefined ? "" : b.toFixed(1).replace(/\.0$/, ""));

export const percent = (p) => (p === null || p === undefined ? "" : p > 0 && p < 0.01 ? "< 1 %" : `${Math.floor(p * 100)} %`);

export const decibel = (d) => (d === null || d === undefined ? "" : `${d.toFixed(1)} dB`.replace("-", "−"));

export function bytes(n) {
    for (const unit of ["B", "kB", "MB", "GB"]) {
        if (n < 1000)
            return `${n < 10 && unit !== "B" ? n.toFixed(1) : Math.round(n)} ${unit}`;
        n /= 1000;
    }
    return `${n.toFixed(1)} TB`;
}

export const when = (s) => (s ? day.format(new Date(s * 1000)) : "never");

/* The folder of a path, and of that the last two names. */
export const folder = (path) => path.slice(0, Math.max(0, path.lastIndexOf("/")));

export const shortFolder = (path) => folder(path).split("/").slice(-2).join(" / ");

/* "drums.hat.closed" in two: what it is a kind of, and the last name. */
export function tagParts(tag) {
    const dot = tag.lastIndexOf(".");

    return [tag.slice(0, dot + 1), tag.slice(dot + 1)];
}

export const root = (category) => (category || "none").split(".")[0];

export const ROOTS = ["drums", "bass", "tonal", "vocal", "fx", "field", "music"];

export const colourOf = (category) => (ROOTS.includes(root(category)) ? root(category) : "none");

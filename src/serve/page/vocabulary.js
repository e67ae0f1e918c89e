/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words that searches and corrections are made of, and what may follow what is typed. */
import {get} from "./api.js";
import {count} from "./format.js";

/* Facets of sampledb-query(7) with what is asked for by them. */
const FACETS = {
    category: "kind of sound", form: "oneshot or loop", key: "Am, F#, 8A", note: "A4, C2..C4",
    bpm: "118..124", dur: "<500ms, 1..2s", length: "short, medium, long", brightness: "dark, bright",
    envelope: "decaying, sustained, swelling", character: "tonal, noisy, dry, wet, punchy, distorted",
    quality: "clipped, dc-offset, …", user: "your own tags", tag: "a tag, never text", source: "user, model, name, …",
    name: "text in the file name", path: "text in the path", folder: "text in the folder", format: "flac, \"PCM 24\"",
    state: "ok, failed, unavailable, any", conf: ">0.8", loudness: "-24..-10 LUFS", peak: "<-1 dBFS", pitch: "200..400 Hz",
    rate: "44.1k..", channels: "mono, stereo", added: "<7d, 2026-01", modified: "<7d", files: ">1", size: "<1M",
    truepeak: "dBTP", punch: "dB", noise: "0..1", dist: "0..1", audible: ">1s", tail: ">1s", beats: "16",
    bst: "Freesound's codes", ucs: "UCS codes", similar: "a sample's number", sort: "-dur, name, random, …", limit: "100",
};
const VALUES = {
    form: ["oneshot", "loop"], length: ["short", "medium", "long"], brightness: ["dark", "bright"],
    envelope: ["decaying", "sustained", "swelling"], channels: ["mono", "stereo"],
    character: ["tonal", "noisy", "dry", "wet", "punchy", "distorted"],
    quality: ["clipped", "dc-offset", "leading-silence", "trailing-silence", "near-silent", "mono-as-stereo", "one-sided", "truncated", "overs"],
    state: ["ok", "pending", "failed", "unsupported", "unavailable", "any"],
    source: ["user", "model", "name", "model+name", "file", "signal"],
    sort: ["conf", "-conf", "name", "path", "added", "-added", "modified", "-modified", "dur", "-dur", "bpm", "note", "-loudness", "-peak",
        "bright", "-bright", "random", "pitch", "-punch", "size", "-size"],
};
const TYPED = ["category", "form", "user", "key", "note", "bpm"]; /* facets that a prompt for tags offers */
const SHOWN = 9;

const last = (tag) => tag.slice(tag.lastIndexOf(".") + 1);
const quoted = (text) => (/[\s()"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export class Vocabulary {
    tags = []; /* {facet, tag, samples, words} */
    #short = new Map(); /* last part of a category -> how many have it */

    async read() {
        const {tags} = await get("/v1/tags");

        this.tags = tags.sort((a, b) => b.samples - a.samples);
        this.#short.clear();
        for (const t of tags)
            if (t.facet === "category")
                this.#short.set(last(t.tag), (this.#short.get(last(t.tag)) ?? 0) + 1);
    }

    /* As short as a category can be said without another being meant. */
    short(tag) {
        const word = last(tag);

        return this.#short.get(word) === 1 && !this.tags.some((t) => t.facet !== "category" && t.tag === word) ? word : tag;
    }

    #fits(t, typed) {
        return t.tag.startsWith(typed) || last(t.tag).startsWith(typed) || t.words?.some((w) => w.startsWith(typed));
    }

    /* Tags of one facet, or of all, that go on as `typed` does; best first. */
    #matching(typed, facets) {
        const fit = this.tags.filter((t) => facets.includes(t.facet) && this.#fits(t, typed));
        const rank = (t) => (last(t.tag) === typed ? 0 : last(t.tag).startsWith(typed) ? 1 : t.tag.startsWith(typed) ? 2 : 3);

        return fit.sort((a, b) => rank(a) - rank(b) || b.samples - a.samples);
    }

    #option(t, from, to, before, insert) {
        const via = !t.tag.toLowerCase().includes(before) && t.words?.find((w) => w.startsWith(before));

        return {label: t.tag, note: via ? `${via}, ${count(t.samples)}` : count(t.samples), facet: t.facet, insert, from, to};
    }

    /* What may stand in the query `text` where the cursor is, at `place`. */
    query(text, place) {
        if ((text.slice(0, place).match(/"/g)?.length ?? 0) % 2 === 1)
            return [];
        const word = /(?:^|[\s(])-?([^\s()"]*)$/.exec(text.slice(0, place))?.[1] ?? "";
        const to = place + (/^[^\s()"]*/.exec(text.slice(place))?.[0].length ?? 0);
        const colon = word.indexOf(":");

        if (!word)
            return [];
        return (colon < 0 ? this.#bare(word.toLowerCase(), place - word.length, to)
            : this.#valued(word.slice(0, colon), word.slice(colon + 1).toLowerCase(), place - (word.length - colon - 1), to)).slice(0, SHOWN);
    }

    #bare(typed, from, to) {
        const tags = this.#matching(typed, ["category", "form", "user", "length", "brightness", "envelope", "character", "quality"])
            .map((t) => this.#option(t, from, to, typed, t.facet === "category" ? this.short(t.tag) : t.facet === "user" ? `user:${quoted(t.tag)}` : t.tag));
        const facets = Object.keys(FACETS).filter((f) => f.startsWith(typed))
            .map((f) => ({label: `${f}:`, note: FACETS[f], insert: `${f}:`, from, to, goesOn: true}));

        return [...tags.slice(0, SHOWN - Math.min(3, facets.length)), ...facets];
    }

    #valued(facet, typed, from, to) {
        const known = this.#matching(typed, facet === "tag" ? ["category", "form", "user"] : [facet])
            .map((t) => this.#option(t, from, to, typed, quoted(t.tag)));
        const fixed = (VALUES[facet] ?? []).filter((v) => v.startsWith(typed) && !known.some((k) => k.label === v))
            .map((v) => ({label: v, note: facet === "sort" && v.startsWith("-") ? "greatest first" : "", insert: v, from, to}));

        return [...known, ...fixed];
    }

    /* What may be said of a sound, after `text` was typed. */
    tag(text, place) {
        const [, word] = /(?:^|\s)[+-]?(\S*)$/.exec(text.slice(0, place)) ?? [null, ""];
        const colon = word.indexOf(":");
        const facets = colon < 0 ? ["category", "form"] : [word.slice(0, colon)];
        const typed = word.slice(colon + 1).toLowerCase();

        return this.#matching(typed, facets.filter((f) => TYPED.includes(f)))
            .map((t) => this.#option(t, place - word.length, text.length, typed, t.facet === "user" ? `user:${t.tag}` : t.tag))
            .slice(0, SHOWN);
    }
}

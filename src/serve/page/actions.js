/* SPDX-License-Identifier: GPL-2.0-or-later */
/* To say what sounds are: right, wrong, something else; and to take it back. */
import {canWrite} from "./api.js";
import {announce} from "./dom.js";
import {many} from "./format.js";
import {note, quiet} from "./notes.js";

const READ_ONLY = "This page can only look: it was opened without its token. Open the address that “sampledb serve” prints, with all behind the #.";

export function readOnly() {
    note("token", READ_ONLY, {kind: "warn", stays: true});
}

/* "+kick -loop user:\"two words\"" as the server takes it: tags with their verdicts. */
export function wordsOf(text) {
    const words = text.match(/[+-]?(?:[^\s":]+:)?(?:"[^"]*"|[^\s"]+)/g) ?? [];

    return words.map((w) => ({
        tag: w.replace(/^[+-]/, "").replaceAll('"', ""),
        verdict: w.startsWith("-") ? -1 : 1,
    }));
}

/* One item for each tag, with all samples that it is said of. */
function grouped(rows, tagOf, verdict) {
    const items = new Map();

    for (const row of rows) {
        const tag = tagOf(row);

        if (tag)
            items.set(tag, [...(items.get(tag) ?? []), row.sample_id]);
    }
    return [...items].map(([tag, ids]) => ({sample_ids: [...new Set(ids)], tag, verdict}));
}

export class Actions {
    constructor(said, rows) {
        this.said = said;
        this.rows = rows;
        said.addEventListener("saved", (e) => this.#saved(e.detail));
        said.addEventListener("waiting", (e) => this.#waiting(e.detail));
        said.addEventListener("refused", (e) => this.#refused(e.detail));
    }

    #say(items, label, targets, more = {}) {
        const ids = [...new Set(items.flatMap((i) => i.sample_ids))];

        if (!canWrite())
            return readOnly();
        if (!ids.length)
            return announce(`nothing to say of ${many(targets.length, "sound")}`, 0);
        const before = new Map(targets.map((r) => [r.sample_id, {category: r.category, category_confidence: r.category_confidence, form: r.form}]));

        return this.said.say(items, ids.length > 1 ? `${label}, ${many(ids.length, "sound")}` : label, ids, {before: [...before], ...more});
    }

    accept(targets) {
        return this.#say(grouped(targets, (r) => r.category && `category:${r.category}`, 1), `right: ${targets[0]?.category ?? "?"}`, targets);
    }

    reject(targets) {
        return this.#say(grouped(targets, (r) => r.category && `category:${r.category}`, -1), `wrong: ${targets[0]?.category ?? "?"}`, targets);
    }

    form(targets) {
        const form = targets[0]?.form === "loop" ? "oneshot" : "loop";

        return this.#say(grouped(targets, () => `form:${form}`, 1), form === "loop" ? "a loop" : "a one-shot", targets);
    }

    /* What was typed; a category that is known by its full name is shown at once. */
    tag(targets, text, fresh = false) {
        const words = wordsOf(text);
        const items = words.map((w) => ({sample_ids: [...new Set(targets.map((r) => r.sample_id))], ...w}));
        const sure = words.find((w) => w.verdict === 1 && w.tag.includes(".") && !w.tag.includes(":"));
        const said = this.#say(items, text.trim(), targets, {typed: text, fresh});

        if (said && sure)
            this.rows.patch(said.ids, {category: sure.tag});
        return said;
    }

    async undo() {
        if (!canWrite())
            return readOnly();
        const word = await this.said.undo();

        if (!word)
            announce("nothing to take back", 0);
        else if (word.unsaid) {
            this.#restore(word);
            announce(`not said: ${word.label}`, 0);
        }
        return word;
    }

    async redo() {
        const word = await this.said.redo();

        if (!word)
            announce("nothing to say again", 0);
        return word;
    }

    #restore(word) {
        for (const [id, fields] of word.before ?? [])
            this.rows.patch([id], fields);
    }

    #saved({word, reply}) {
        for (const {sample_id: id, changed} of reply.results ?? []) {
            const fields = {};

            for (const c of changed)
                if (c.facet === "category" || c.facet === "form") {
                    fields[c.facet] = c.after ?? null;
                    fields[`${c.facet}_confidence`] = c.after ? 1 : null;
                }
            this.rows.patch([id], fields);
        }
        quiet("unsaved");
        announce(word.kind === "undo" ? `taken back: ${word.label}` : `saved: ${word.label}`, 0);
    }

    #waiting({word, problem}) {
        const lost = problem.status === 401;

        note("unsaved", lost ? `Not saved, but kept: ${READ_ONLY}`
            : `Not saved yet: ${word.label}. ${problem.message}. It is kept and tried again.`, {
            kind: "bad",
            stays: true,
            acts: [{label: "Try now", run: () => this.said.retry()}, {label: "Give up", run: () => this.said.drop().forEach((w) => this.#restore(w))}],
        });
    }

    #refused({word, problem}) {
        this.#restore(word);
        const acts = [];
        const targets = (word.before ?? []).map(([id, fields]) => ({sample_id: id, ...fields}));

        if (word.typed && /no known category/.test(problem.message))
            acts.push({label: "Make it a new category", run: () => this.tag(targets, word.typed, true)});
        if (word.typed)
            acts.push({label: "Type again", run: () => this.prompt?.open(targets, word.typed)});
        note("refused", `Not said: ${problem.message.replace(/; to make it.*/, "")}.`, {kind: "bad", acts, stays: acts.length > 0});
    }
}

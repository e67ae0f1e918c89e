/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which row the cursor is on, and which rows are chosen together. */

export const MOST = 1000; /* sounds of one correction, as the server has it */

/* Events: "moved" (detail: {by}) when the cursor did, "changed" when the choice did. */
export class Chosen extends EventTarget {
    cursor = -1;
    rows = new Map(); /* place -> row; empty = only the cursor */
    #anchor = -1;
    #turn = 0;

    constructor(list) {
        super();
        this.list = list;
    }

    #tell(what, detail) {
        this.dispatchEvent(new CustomEvent(what, {detail}));
    }

    has(i) {
        return this.rows.has(i);
    }

    /* What a correction is about: rows of samples that were heard. */
    get targets() {
        const rows = this.rows.size ? [...this.rows.values()] : [this.list.at(this.cursor)];

        return rows.filter((row) => row?.sample_id);
    }

    clear() {
        this.#turn++;
        this.#anchor = -1;
        if (this.rows.size) {
            this.rows.clear();
            this.#tell("changed");
        }
    }

    reset() {
        this.clear();
        this.cursor = -1;
    }

    move(i, by = "keys") {
        const to = Math.min(this.list.total - 1, Math.max(0, i));

        if (this.list.total === 0)
            return;
        this.clear();
        this.cursor = to;
        this.#tell("moved", {by});
    }

    /* From where the choice began up to row i. */
    async stretch(i, by = "keys") {
        const to = Math.min(this.list.total - 1, Math.max(0, i));
        const turn = ++this.#turn;

        if (this.#anchor < 0)
            this.#anchor = Math.max(0, this.cursor);
        this.cursor = to;
        this.#tell("moved", {by});
        const first = Math.max(Math.min(this.#anchor, to), to - (MOST - 1));
        const last = Math.max(this.#anchor, to);

        await this.#fill(turn, first, last);
    }

    async #fill(turn, first, last) {
        const rows = await this.list.all(first, last, MOST).catch(() => []);

        if (turn !== this.#turn)
            return false;
        this.rows.clear();
        rows.forEach((row, k) => this.rows.set(first + k, row));
        this.#tell("changed");
        return true;
    }

    toggle(i) {
        if (!this.rows.size && this.cursor >= 0 && this.cursor !== i && this.list.at(this.cursor))
            this.rows.set(this.cursor, this.list.at(this.cursor));
        if (this.rows.has(i))
            this.rows.delete(i);
        else if (this.list.at(i) && this.rows.size < MOST)
            this.rows.set(i, this.list.at(i));
        this.cursor = i;
        this.#anchor = i;
        this.#turn++;
        this.#tell("moved", {by: "toggle"});
        this.#tell("changed");
    }

    /* All that was found, or the first MOST of it. */
    all() {
        this.#anchor = 0;
        return this.#fill(++this.#turn, 0, this.list.total - 1);
    }

    /* Rows that were read anew take the place of the old ones. */
    renew() {
        for (const i of this.rows.keys())
            this.rows.set(i, this.list.at(i) ?? this.rows.get(i));
    }
}

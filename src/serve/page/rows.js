/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a query finds, as a long list of which only the pages that are looked at are kept. */
import {get} from "./api.js";
import {peaksOf} from "./wave.js";

const PAGE = 50; /* rows of a request */
const KEPT = 60; /* pages in memory */
const FLYING = 3; /* requests at once */
const COUNT = 150; /* ms that a query stands before all that it finds is counted */

/*
 * Events: "found" when the first page of a new query is there, "more" when other rows or
 * the total came, "wrong" (detail: the problem) when a request failed, "patched" when rows
 * changed where they stand.
 */
export class Rows extends EventTarget {
    query = "";
    total = 0; /* as far as it is known */
    exact = false; /* whether all of it is known */
    #pages = new Map(); /* number -> rows, those used last at the end */
    #flights = new Map(); /* number -> {abort, done} */
    #counting = null;
    #turn = 0; /* of the search that was begun last */
    #list = 0; /* of the search whose rows these are */

    #tell(what, detail) {
        this.dispatchEvent(new CustomEvent(what, {detail}));
    }

    /* Begin a new list; the old one stays until the first page of this one is there. */
    async search(query) {
        const turn = ++this.#turn;

        this.#land();
        const abort = new AbortController();

        this.#flights.set(0, {abort, done: null});
        try {
            const page = await get("/v1/samples", {q: query, limit: PAGE, peaks: 1}, abort.signal);

            if (turn !== this.#turn)
                return false;
            this.#land();
            this.#pages.clear();
            this.#list = turn;
            this.query = query;
            this.#take(0, page.samples);
            this.exact = page.next === null;
            this.total = this.exact ? page.samples.length : page.total ?? page.samples.length + PAGE;
            this.#tell("found");
            if (!this.exact)
                this.again = setTimeout(() => this.#countAll(turn, 0), COUNT);
            return true;
        } catch (e) {
            if (turn === this.#turn) {
                this.#flights.clear();
                if (e.name !== "AbortError")
                    this.#tell("wrong", e);
            }
            return false;
        }
    }

    /* Whatever is under way is not wanted any more. */
    #land() {
        for (const f of this.#flights.values())
            f.abort.abort();
        this.#flights.clear();
        this.#counting?.abort();
        clearTimeout(this.again);
    }

    async #countAll(turn, tries) {
        this.#counting = new AbortController();
        try {
            const {total} = await get("/v1/samples", {q: this.query, limit: 1, count: 1}, this.#counting.signal);

            if (turn !== this.#turn)
                return;
            if (total === null && tries < 60) {
                this.again = setTimeout(() => this.#countAll(turn, tries + 1), 100 + tries * 50);
                return;
            }
            if (total !== null) {
                this.total = total;
                this.exact = true;
                this.#tell("more");
            }
        } catch {
            /* The list grows as it is read. */
        }
    }

    #take(number, samples) {
        for (const row of samples)
            row.wave = row.peaks ? peaksOf(row.peaks) : null;
        this.#pages.delete(number);
        this.#pages.set(number, samples);
        for (const old of this.#pages.keys()) {
            if (this.#pages.size <= KEPT)
                break;
            this.#pages.delete(old);
        }
    }

    at(i) {
        return this.#pages.get(Math.floor(i / PAGE))?.[i % PAGE];
    }

    /* These rows are looked at: fetch what is missing, forget requests for others. */
    want(first, last) {
        const from = Math.max(0, Math.floor(first / PAGE));
        const to = Math.floor(Math.min(last, this.total - 1) / PAGE);

        for (const [number, f] of this.#flights)
            if (!f.kept && (number < from - 1 || number > to + 1)) {
                f.abort.abort();
                this.#flights.delete(number);
            }
        for (let number = from; number <= to; number++)
            if (!this.#pages.has(number) && !this.#flights.has(number) && this.#flights.size < FLYING)
                this.#fetch(number).then(() => this.#tell("more"), (e) => this.#fault(e));
    }

    #fault(e) {
        if (e.name !== "AbortError")
            this.#tell("wrong", e);
    }

    #fetch(number, limit = PAGE) {
        const list = this.#list;
        const abort = new AbortController();
        const flight = {abort, kept: limit > PAGE};

        flight.done = get("/v1/samples", {q: this.query, limit, at: number * PAGE, peaks: 1}, abort.signal)
            .then((page) => {
                if (list !== this.#list)
                    return;
                for (let i = 0; i * PAGE < Math.max(1, page.samples.length); i++)
                    this.#take(number + i, page.samples.slice(i * PAGE, (i + 1) * PAGE));
                const known = number * PAGE + page.samples.length;

                if (page.next === null) {
                    this.total = known;
                    this.exact = true;
                } else if (!this.exact)
                    this.total = Math.max(this.total, known + PAGE);
            })
            .finally(() => {
                if (this.#flights.get(number) === flight)
                    this.#flights.delete(number);
            });
        this.#flights.set(number, flight);
        return flight.done;
    }

    /* All rows from `first` to `last`, at most `most` of them, fetched where they are not. */
    async all(first, last, most = 1000) {
        const end = Math.min(last, this.total - 1, first + most - 1);
        const from = Math.floor(first / PAGE);
        const to = Math.floor(end / PAGE);
        const found = [];
        let lacking = false;

        for (let number = from; number <= to; number++)
            lacking ||= !this.#pages.has(number);
        if (lacking)
            await this.#fetch(from, Math.min(1000, (to - from + 1) * PAGE));
        if (lacking && to - from + 1 > 1000 / PAGE)
            await this.#fetch(to);
        for (let i = first; i <= end; i++)
            if (this.at(i))
                found.push(this.at(i));
        return found;
    }

    /* The samples of these numbers are said to be otherwise: see them so where they stand. */
    patch(ids, fields) {
        const which = new Set(ids);

        for (const rows of this.#pages.values())
            for (const row of rows)
                if (which.has(row.sample_id))
                    Object.assign(row, fields);
        this.#tell("patched", which);
    }

    /* Read the pages again in which one of these samples stands. */
    async refresh(ids) {
        for (const [number, rows] of [...this.#pages])
            if (rows.some((row) => ids.has(row.sample_id))) {
                const had = rows.map((row) => row.id).join();
                const page = await get("/v1/samples", {q: this.query, limit: PAGE, at: number * PAGE, peaks: 1}).catch(() => null);

                if (page && this.#pages.get(number) === rows && page.samples.map((row) => row.id).join() === had)
                    this.#take(number, page.samples);
            }
        this.#tell("patched", ids);
    }
}

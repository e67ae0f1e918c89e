/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that is known of one sound: its pictures, its facets, who says what, what is near. */
import {address, get, sourceOf} from "./api.js";
import {el, icon} from "./dom.js";
import * as say from "./format.js";
import {drawWave, fillThumb, paint, peaksOf, thumb} from "./wave.js";

const WAIT = 120; /* ms that a cursor rests before its sound is asked for */
const NEAR = 12;

const FACETS = [
    ["Form", (s) => s.form && `${s.form === "oneshot" ? "one-shot" : s.form}, ${say.percent(s.form_confidence)}`],
    ["Tempo", (s) => s.bpm && `${say.bpm(s.bpm)} BPM${s.beats ? `, ${s.beats} beats` : ""}${s.bpm_alternates?.length ? ` (or ${s.bpm_alternates.map(say.bpm).join(", ")})` : ""}`],
    ["Key", (s) => s.key && `${say.key(s.key)}${s.camelot ? `  ${s.camelot}` : ""}${s.key_second ? ` (or ${say.key(s.key_second)})` : ""}`],
    ["Note", (s) => s.note !== null && s.note !== undefined && `${say.note(s.note)}${s.pitch_hz ? `, ${s.pitch_hz.toFixed(1)} Hz` : ""}`],
    ["Length", (s) => `${say.length(s.duration_s)}${s.audible_s !== null && s.audible_s !== undefined ? `, heard ${say.length(s.audible_s)}` : ""}`],
    ["Loudness", (s) => s.loudness_lufs !== null && s.loudness_lufs !== undefined && `${s.loudness_lufs.toFixed(1).replace("-", "−")} LUFS`],
    ["Peak", (s) => `${say.decibel(s.peak_db)}FS${s.true_peak_db !== null && s.true_peak_db !== undefined ? `, true ${say.decibel(s.true_peak_db)}TP` : ""}`],
    ["Brightness", (s) => s.brightness && `${Math.round(s.brightness)} Hz`],
    ["Format", (s, f) => `${f?.format ?? ""}, ${say.count(s.rate_hz)} Hz, ${s.channels === 1 ? "mono" : s.channels === 2 ? "stereo" : `${s.channels} channels`}`],
    ["File", (s, f) => f && say.bytes(f.size)],
];
const SOURCES = {model: "It sounds like", name: "Its name says", file: "The file states", signal: "Measured", user: "You said"};

/* Calls back: onlike(id) asks for what is near, onsearch(query), onclose(). */
export class Details {
    #timer = 0;
    #abort = null;
    #unwatch = () => {};
    row = null;

    constructor(box, player, deck, calls) {
        Object.assign(this, {box, player, deck, calls});
    }

    get open() {
        return !this.box.hidden;
    }

    show(row, soon = false) {
        this.row = row;
        clearTimeout(this.#timer);
        if (this.open)
            this.#timer = setTimeout(() => this.#read(), soon ? 0 : WAIT);
    }

    toggle(row) {
        this.box.hidden = !this.box.hidden;
        if (this.open)
            this.show(row, true);
        else
            this.#abort?.abort();
        return this.open;
    }

    async #read() {
        const row = this.row;

        this.#abort?.abort();
        if (!row?.sample_id) {
            this.box.replaceChildren(this.#close(), el("p", {class: "blank"}, row ? row.error ?? "This file was not heard." : "Choose a sound."));
            return;
        }
        const {signal} = (this.#abort = new AbortController());
        const path = `/v1/samples/${row.sample_id}`;
        const none = (e) => (e.name === "AbortError" ? Promise.reject(e) : null);

        try {
            const [known, why, near, peaks] = await Promise.all([
                get(path, {}, signal), get(`${path}/why`, {}, signal).catch(none),
                get(`${path}/neighbours`, {limit: NEAR, peaks: 1}, signal).catch(none), get(`${path}/peaks`, {}, signal).catch(none),
            ]);

            this.#fill(row, known, why, near?.neighbours ?? [], peaks);
        } catch (e) {
            if (e.name !== "AbortError")
                this.box.replaceChildren(this.#close(), el("p", {class: "blank"}, e.message));
        }
    }

    #close() {
        return el("button", {class: "bare close", "aria-label": "Close the details", onclick: () => this.calls.onclose()}, icon("no"));
    }

    #fill(row, known, why, near, peaks) {
        const s = known.sample ?? known;
        const kept = this.box.scrollTop;

        this.#unwatch();
        this.box.replaceChildren(...[
            this.#title(row, known),
            this.#pictures(row, peaks),
            this.#tags(why?.published ?? s.tags ?? []),
            el("dl", {class: "facets"}, FACETS.map(([name, of]) => [name, of(s, known.file)]).filter(([, v]) => v)
                .map(([name, v]) => [el("dt", {}, name), el("dd", {}, v)])),
            this.#why(why?.witnesses ?? s.witnesses ?? []),
            this.#history(why?.feedback ?? []),
            this.#near(near),
        ].filter(Boolean));
        this.box.scrollTop = kept;
    }

    #title(row, known) {
        const others = (known.others ?? []).map((o) => o.path ?? o);

        return el("header", {}, this.#close(),
            el("h2", {}, row.name ?? say.folder(row.path)),
            el("p", {class: "path", title: row.path}, say.folder(row.path)),
            others.length ? el("p", {class: "path"}, `the same sound ${say.many(others.length, "more time")}: ${others.slice(0, 3).join(", ")}`) : null,
            el("div", {class: "links"},
                el("button", {onclick: () => this.calls.onlike(row.sample_id)}, "More like this"),
                el("button", {onclick: () => this.calls.onsearch(`folder:"${say.folder(row.path).replaceAll('"', '""')}"`)}, "Its folder"),
                el("button", {onclick: (e) => navigator.clipboard?.writeText(row.path).then(() => {
                    e.target.textContent = "Copied";
                })}, "Copy path")));
    }

    #pictures(row, peaks) {
        const canvas = el("canvas", {class: "wave", role: "slider", tabIndex: 0, "aria-label": "Position in the sound", "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": 0});
        const head = el("div", {class: "head-line", hidden: true});
        const wide = Math.min(1024, Math.round((this.box.clientWidth - 32) * Math.min(2, devicePixelRatio)));
        const shape = peaks ? {low: peaks.min, high: peaks.max} : row.wave;
        const draw = (place) => {
            drawWave(canvas, shape, paint(`c-${say.colourOf(row.category)}`), place);
            canvas.setAttribute("aria-valuenow", Math.round((place ?? 0) * 100));
            head.hidden = place === null;
            head.style.left = `${(place ?? 0) * 100}%`;
        };
        const gone = () => picture.parentNode?.remove();
        const picture = el("img", {class: "spectrogram", alt: "Spectrogram: time from left to right, pitch from low to high",
            onerror: gone, onload: () => URL.revokeObjectURL(picture.src),
            onclick: (e) => this.player.seek(row, e.offsetX / e.target.clientWidth)});

        sourceOf(address(`/v1/samples/${row.sample_id}/spectrogram.png`, {width: wide, height: 128})).then((source) => {
            picture.src = source;
        }, gone);
        this.#unwatch = this.deck.watch(canvas, row, draw);
        requestAnimationFrame(() => this.deck.draw());
        return el("figure", {}, canvas, el("div", {class: "under"}, picture, head));
    }

    #tags(tags) {
        const facets = {category: "", form: "", user: "user:"};
        const found = tags.filter((t) => ["category", "user", "length", "brightness", "envelope", "character", "quality"].includes(t.facet));

        return el("ul", {class: "chips", "aria-label": "Tags"}, found.map((t) => el("li", {}, el("button", {
            class: `chip ${t.source === "user" ? "own" : ""}`,
            title: `${t.facet}, said by ${t.source}; ask for it`,
            onclick: () => this.calls.onsearch(`${t.facet in facets ? facets[t.facet] : ""}${/\s/.test(t.tag) ? `"${t.tag}"` : t.tag}`),
        }, t.facet === "category" ? el("span", {class: `dot c-${say.colourOf(t.tag)}`}) : null, t.tag, t.source === "user" ? " ✓" : ""))));
    }

    #why(witnesses) {
        const of = witnesses.filter((w) => w.facet === "category");
        const groups = ["user", "model", "name", "file"].map((source) => [source, of.filter((w) => w.source === source)]).filter(([, list]) => list.length);

        if (!groups.length)
            return null;
        return el("section", {}, el("h3", {}, "Why"), groups.map(([source, list]) => el("div", {class: "why"},
            el("h4", {}, SOURCES[source] ?? source),
            el("ul", {}, list.sort((a, b) => a.rank - b.rank).slice(0, 5).map((w) => el("li", {},
                el("span", {class: "tag"}, w.tag, w.words ? el("em", {}, ` “${w.words}” in the ${w.place === "folder" ? "folder" : "name"}`) : null),
                el("span", {class: "bar", style: {"--p": w.confidence ?? 0}, "aria-hidden": true}),
                el("span", {class: "num"}, say.percent(w.confidence))))))));
    }

    #history(list) {
        return list.length ? el("section", {}, el("h3", {}, "History"), el("ul", {class: "history"}, [...list].reverse().slice(0, 12).map((f) => el("li", {},
            el("span", {class: f.verdict > 0 ? "yes" : f.verdict < 0 ? "no" : "back"}, f.verdict > 0 ? "✓ is " : f.verdict < 0 ? "✗ is not " : "↶ withdrawn: ", el("b", {}, f.tag)),
            el("span", {class: "num"}, `${f.actor}, ${say.when(f.at)}`))))) : null;
    }

    #near(near) {
        if (!near.length)
            return null;
        return el("section", {}, el("h3", {}, "Sounds like"), el("ul", {class: "near"}, near.map((n) => {
            const shape = thumb();

            n.wave = n.peaks ? peaksOf(n.peaks) : null;
            fillThumb(shape, n.wave, say.colourOf(n.category));
            return el("li", {}, el("button", {title: n.path, onclick: () => this.player.toggle(n)},
                shape, el("span", {class: "label"}, n.name), el("span", {class: "tag"}, n.category ?? "unsure"), el("span", {class: "num"}, n.distance?.toFixed(2) ?? "")));
        })));
    }
}

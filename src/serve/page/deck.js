/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bar below: what is heard or looked at, its wave with a playhead, and what was said. */
import {$} from "./dom.js";
import * as say from "./format.js";
import {drawWave, paint} from "./wave.js";

export class Deck {
    #row = null;
    #frame = 0;
    #watchers = new Set();

    constructor(player, said) {
        this.player = player;
        this.wave = $("#deck-wave");
        player.addEventListener("state", () => this.#state());
        said.addEventListener("saving", (e) => this.#say("saving", e.detail.word));
        said.addEventListener("saved", (e) => this.#say("saved", e.detail.word));
        said.addEventListener("waiting", (e) => this.#say("waiting", e.detail.word));
        said.addEventListener("refused", () => $("#said").replaceChildren());
        for (const what of ["saved", "rest", "idle"])
            said.addEventListener(what, () => {
                $("#act-undo").disabled = !said.undos.length && !said.unsent;
            });
        $("#play").addEventListener("click", () => player.toggle(this.#row));
        this.#slider(this.wave, () => this.#row);
        $("#volume").value = player.volume;
        $("#volume").addEventListener("input", (e) => {
            player.volume = Number(e.target.value);
        });
        new ResizeObserver(() => this.draw()).observe(this.wave);
    }

    get row() {
        return this.#row;
    }

    /* A picture of a sound that is clicked into, or worked with arrows. */
    #slider(canvas, rowOf) {
        canvas.addEventListener("pointerdown", (e) => {
            const row = rowOf();

            if (row)
                this.player.seek(row, Math.min(0.999, Math.max(0, e.offsetX / canvas.clientWidth)));
        });
        canvas.addEventListener("keydown", (e) => {
            const steps = {ArrowRight: 0.05, ArrowLeft: -0.05}[e.key];
            const row = rowOf();

            if (!row || (!steps && e.key !== "Home"))
                return;
            e.preventDefault();
            this.player.seek(row, e.key === "Home" ? 0 : Math.min(0.999, Math.max(0, this.player.place + steps)));
        });
    }

    /* Another picture with the same playhead: draw(place or null) is called as it moves. */
    watch(canvas, row, draw) {
        const w = {row, draw};

        this.#slider(canvas, () => row);
        this.#watchers.add(w);
        return () => this.#watchers.delete(w);
    }

    show(row) {
        this.#row = row ?? null;
        $("#now-name").textContent = row?.name ?? "No sound chosen";
        $("#now-name").title = row?.path ?? "";
        $("#now-what").textContent = row ? [row.category ?? "unsure", say.length(row.duration_s), row.bpm && `${say.bpm(row.bpm)} BPM`, row.key && say.key(row.key)]
            .filter(Boolean).join("  ·  ") : "";
        $("#play").disabled = !row;
        this.#state();
    }

    /* Of many that are chosen together. */
    about(text) {
        $("#now-name").textContent = text;
        $("#now-what").textContent = "what is said now is said of all of them";
    }

    #state() {
        const {playing} = this.player;

        $("#play").setAttribute("aria-label", playing ? "Stop" : "Play");
        $("#play use").setAttribute("href", playing ? "#i-stop" : "#i-play");
        this.draw();
        if (playing && !this.#frame)
            this.#run();
    }

    #run() {
        this.#frame = requestAnimationFrame(() => {
            this.#frame = 0;
            this.draw();
            if (this.player.playing)
                this.#run();
        });
    }

    #placeOf(row) {
        return row && this.player.row?.sample_id === row.sample_id && this.player.playing ? this.player.place : null;
    }

    draw() {
        const place = this.#placeOf(this.#row);

        drawWave(this.wave, this.#row?.wave, paint(`c-${say.colourOf(this.#row?.category)}`), place);
        this.wave.setAttribute("aria-valuenow", Math.round((place ?? 0) * 100));
        for (const w of this.#watchers)
            w.draw(this.#placeOf(w.row));
    }

    #say(state, word) {
        const words = {saving: "saving", saved: word.kind === "undo" ? "taken back" : "saved", waiting: "not saved yet"};

        $("#said").className = state;
        $("#said").textContent = `${words[state]}: ${word.label}`;
        clearTimeout(this.fading);
        if (state === "saved")
            this.fading = setTimeout(() => $("#said").replaceChildren(), 5000);
    }
}

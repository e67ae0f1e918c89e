/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Playing sounds: at once, again from the start, and the next one made ready. */
import {wavOf} from "./aiff.js";
import {getBytes, sourceOf} from "./api.js";
import {$, keep, kept} from "./dom.js";

const READY = 4; /* sounds that are loaded at once */

/* Events: "state" when another sound plays or none does, "wrong" (detail: a sentence). */
export class Player extends EventTarget {
    row = null; /* what was played last */
    auto = kept("auto", false);
    #volume = kept("volume", 0.8);
    #loaded = new Map(); /* sample -> audio element, used last at the end */

    get volume() {
        return this.#volume;
    }

    set volume(v) {
        this.#volume = v;
        keep("volume", v);
        for (const audio of this.#loaded.values())
            audio.volume = v;
    }

    get audio() {
        return this.row ? this.#loaded.get(this.row.sample_id) : undefined;
    }

    get playing() {
        return Boolean(this.audio && !this.audio.paused && !this.audio.ended);
    }

    /* From 0 to 1. */
    get place() {
        const a = this.audio;

        return a && a.duration > 0 ? a.currentTime / a.duration : 0;
    }

    #tell(what, detail) {
        this.dispatchEvent(new CustomEvent(what, {detail}));
    }

    #make(row) {
        const id = row.sample_id;
        const address = `/v1/samples/${id}/audio`;
        const audio = new Audio();

        audio.preload = "auto";
        audio.volume = this.#volume;
        const isAiff = /^AIF/.test(row.format ?? "") || /\.aif[fc]?$/i.test(row.path ?? "");
        const made = isAiff ? getBytes(address).then((bytes) => URL.createObjectURL(wavOf(bytes))) : sourceOf(address);

        audio.made = made.catch(() => address).then((source) => {
            audio.src = source;
        });
        audio.dataset.sample = id;
        for (const what of ["playing", "pause", "ended"])
            audio.addEventListener(what, () => {
                audio.dataset.state = what;
                if (audio === this.audio)
                    this.#tell("state");
            });
        $("#audios").append(audio);
        return audio;
    }

    /* The sound will be wanted soon. */
    ready(row) {
        const id = row?.sample_id;

        if (!id || row.state === "unavailable")
            return null;
        const audio = this.#loaded.get(id) ?? this.#make(row);

        this.#loaded.delete(id);
        this.#loaded.set(id, audio);
        for (const [old, other] of this.#loaded) {
            if (this.#loaded.size <= READY)
                break;
            if (other === this.audio || other === audio)
                continue;
            this.#loaded.delete(old);
            URL.revokeObjectURL(other.src);
            other.removeAttribute("src");
            other.load();
            other.remove();
        }
        return audio;
    }

    async play(row, from = 0) {
        const before = this.audio;
        const audio = this.ready(row);

        if (before && before !== audio)
            before.pause();
        if (!audio) {
            if (row)
                this.#tell("wrong", row.state === "unavailable" ? "its folder is not there now" : "there is nothing to play");
            return;
        }
        this.row = row;
        await audio.made;
        if (this.audio !== audio)
            return;
        if (audio.error)
            audio.load();
        if (audio.readyState > 0 || from > 0)
            audio.currentTime = from * (audio.duration || 0);
        try {
            await audio.play();
        } catch (e) {
            if (e.name === "NotSupportedError")
                this.#tell("wrong", `this browser cannot play ${row.name ?? "it"}`);
            else if (e.name === "NotAllowedError")
                this.#tell("wrong", "the browser wants a click or a key before it plays");
        }
        this.#tell("state");
    }

    stop() {
        if (this.audio) {
            this.audio.pause();
            this.audio.currentTime = 0;
        }
    }

    /* Space: what plays stops, what does not plays. */
    toggle(row) {
        if (this.playing && row?.sample_id === this.row?.sample_id)
            this.stop();
        else
            this.play(row);
    }

    seek(row, place) {
        if (row?.sample_id !== this.row?.sample_id || !this.audio?.duration)
            this.play(row, place);
        else {
            this.audio.currentTime = place * this.audio.duration;
            if (!this.playing)
                this.audio.play().catch(() => {});
        }
    }
}

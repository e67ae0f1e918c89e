/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events as they come: a stream that is taken up again where it broke. */
import {request} from "./api.js";

const AGAIN = 2000; /* ms until a broken stream is asked for again */
const SILENCE = 45000; /* ms without even a comment: the other side is gone */

/* One event of its lines (HTML standard, 9.2.6), or null for a comment. */
function eventOf(block) {
    const event = {name: "message", data: [], id: null};

    for (const line of block.split("\n")) {
        const [, field, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];

        if (field === "event")
            event.name = value;
        else if (field === "data")
            event.data.push(value);
        else if (field === "id")
            event.id = value;
    }
    return event.data.length ? event : null;
}

async function* eventsOf(body, alive) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";

    for (;;) {
        const {value, done} = await reader.read();

        if (done)
            return;
        alive();
        text += value;
        for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
            const event = eventOf(text.slice(0, end));

            if (event)
                yield event;
        }
    }
}

/* change, retrain and model, each with its data; up(true) when the line stands, up(false)
 * when it broke. No EventSource, since that cannot show a token where one is wanted. */
export async function listen(heard, up) {
    let last = null;

    for (;;) {
        const abort = new AbortController();
        let timer = 0;
        const alive = () => {
            clearTimeout(timer);
            timer = setTimeout(() => abort.abort(), SILENCE);
        };

        try {
            const reply = await request("/v1/changes", {signal: abort.signal, headers: {Accept: "text/event-stream", ...(last && {"Last-Event-ID": last})}});

            up(true);
            alive();
            for await (const event of eventsOf(reply.body, alive)) {
                last = event.id ?? last;
                queueMicrotask(() => heard[event.name]?.(JSON.parse(event.data.join("\n"))));
            }
        } catch {
            /* It is asked for again. */
        }
        clearTimeout(timer);
        up(false);
        await new Promise((done) => setTimeout(done, AGAIN));
    }
}

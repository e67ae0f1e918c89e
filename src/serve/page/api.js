/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asking the server: JSON in and out, problems as errors, events as they come. */

/* What the server says is wrong (RFC 9457); status 0 where it does not answer at all. */
export class Problem extends Error {
    constructor(status, body) {
        super(body.detail || body.title || `the server answers ${status}`);
        this.status = status;
        this.column = body.column;
        this.caret = body.caret;
    }

    /* Whether the same may be said again later. */
    get passing() {
        return this.status === 0 || this.status === 401 || this.status === 429 || this.status >= 500;
    }
}

/* The token comes in the address once, behind the #, which no server ever sees. */
const found = /[#&]token=([A-Za-z0-9._~+/=-]+)/.exec(location.hash);
let token = null;

try {
    if (found)
        sessionStorage.setItem("sampledb.token", found[1]);
    token = sessionStorage.getItem("sampledb.token");
} catch {
    token = found ? found[1] : null;
}
if (found)
    history.replaceState(null, "", location.pathname + location.search);

export const canWrite = () => token !== null;

export function dropToken() {
    token = null;
    try {
        sessionStorage.removeItem("sampledb.token");
    } catch {
        /* Nothing was kept. */
    }
}

export function address(path, params = {}) {
    const query = new URLSearchParams();

    for (const [name, value] of Object.entries(params))
        if (value !== undefined && value !== null && value !== "")
            query.set(name, value);
    return query.size ? `${path}?${query}` : path;
}

async function answer(request) {
    let reply;

    try {
        reply = await request;
    } catch (e) {
        if (e.name === "AbortError")
            throw e;
        throw new Problem(0, {detail: "the server does not answer"});
    }
    if (reply.ok)
        return reply;
    throw new Problem(reply.status, await reply.json().catch(() => ({})));
}

export async function get(path, params, signal) {
    return (await answer(fetch(address(path, params), {signal}))).json();
}

export async function getBytes(path) {
    return (await answer(fetch(path))).arrayBuffer();
}

export async function post(path, body) {
    const headers = {"Content-Type": "application/json"};

    if (token)
        headers.Authorization = `Bearer ${token}`;
    return (await answer(fetch(path, {method: "POST", headers, body: JSON.stringify(body)}))).json();
}

/*
 * Events: change, retrain and model, each with its data; up(true) when the line stands,
 * up(false) when it broke. The browser itself tries again, and says how far it had read.
 */
export function listen(heard, up) {
    const source = new EventSource("/v1/changes");

    for (const name of Object.keys(heard))
        source.addEventListener(name, (e) => heard[name](JSON.parse(e.data || "null")));
    source.onopen = () => up(true);
    source.onerror = () => {
        up(false);
        if (source.readyState === EventSource.CLOSED)
            setTimeout(() => listen(heard, up), 3000);
    };
}

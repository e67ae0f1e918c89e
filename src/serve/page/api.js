/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asking the server: JSON in and out, and problems as errors. */

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

/* The token is shown wherever there is one: from other machines all wants it. */
export async function request(path, {headers = {}, ...more} = {}) {
    let reply;

    try {
        reply = await fetch(path, {...more, headers: {...headers, ...(token && {Authorization: `Bearer ${token}`})}});
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
    return (await request(address(path, params), {signal})).json();
}

export async function getBytes(path) {
    return (await request(path)).arrayBuffer();
}

export async function post(path, body) {
    return (await request(path, {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)})).json();
}

/* Sounds and pictures that the browser fetches by itself, it fetches without the token. */
export const isFar = !/^(127\.0\.0\.1|localhost|\[::1\])$/.test(location.hostname);

/* What an element may have as its src. */
export async function sourceOf(path) {
    return isFar ? URL.createObjectURL(await (await request(path)).blob()) : path;
}

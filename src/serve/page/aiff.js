/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AIFF as WAV: most browsers play only the latter, and the samples are the same but for
 * the order of their bytes. */

const text = (view, at) => String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, 4));

/* An 80-bit float, the sampling rate of COMM (SANE, Apple Numerics Manual, 2nd ed., p. 18). */
const rateOf = (view, at) => view.getUint32(at + 2) * 2 ** ((view.getUint16(at) & 0x7fff) - 16383 - 31);

/* COMM and SSND of an AIFF or AIFC file. */
function read(view) {
    const found = {};

    if (view.byteLength < 12 || text(view, 0) !== "FORM" || !/^AIF[FC]$/.test(text(view, 8)))
        throw new Error("no AIFF");
    for (let at = 12; at + 8 <= view.byteLength;) {
        const size = view.getUint32(at + 4);
        const name = text(view, at);

        if (name === "COMM" && size >= 18)
            Object.assign(found, {channels: view.getUint16(at + 8), bits: view.getUint16(at + 14), rate: rateOf(view, at + 16), kind: size >= 22 ? text(view, at + 26) : "NONE"});
        if (name === "SSND") {
            const from = at + 16 + view.getUint32(at + 8);

            found.data = new Uint8Array(view.buffer, from, Math.max(0, Math.min(view.byteLength, at + 8 + size) - from));
        }
        at += 8 + size + (size & 1);
    }
    if (!found.data || !found.channels || !["NONE", "twos", "sowt", "fl32", "FL32"].includes(found.kind))
        throw new Error("an AIFF of another kind");
    return found;
}

function head(f, wide, bytes) {
    const view = new DataView(new ArrayBuffer(44));
    const put = (at, name) => [...name].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));

    put(0, "RIFF");
    view.setUint32(4, 36 + bytes, true);
    put(8, "WAVEfmt ");
    view.setUint32(16, 16, true);
    view.setUint16(20, /^fl32$/i.test(f.kind) ? 3 : 1, true);
    view.setUint16(22, f.channels, true);
    view.setUint32(24, Math.round(f.rate), true);
    view.setUint32(28, Math.round(f.rate) * f.channels * wide, true);
    view.setUint16(32, f.channels * wide, true);
    view.setUint16(34, 8 * wide, true);
    put(36, "data");
    view.setUint32(40, bytes, true);
    return view.buffer;
}

/* Bytes of an AIFF file; a Blob, or an error. */
export function wavOf(buffer) {
    const f = read(new DataView(buffer));
    const wide = Math.ceil(f.bits / 8);
    const bytes = f.data.length - (f.data.length % wide);
    const out = new Uint8Array(bytes);

    for (let i = 0; i < bytes; i += wide)
        for (let k = 0; k < wide; k++)
            out[i + k] = f.data[f.kind === "sowt" ? i + k : i + wide - 1 - k];
    if (wide === 1) /* signed there, unsigned here */
        for (let i = 0; i < bytes; i++)
            out[i] ^= 0x80;
    return new Blob([head(f, wide, bytes), out], {type: "audio/wav"});
}

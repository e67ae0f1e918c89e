/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The points of the map, as /v1/map gives them: where they are, and which are near. */
const HEAD = 32; /* bytes, as sampledb-http(7) has them */
export const POINT = 12;
const CELLS = 256; /* of a grid over the map, either way */

const cell = (v) => Math.max(0, Math.min(CELLS - 1, Math.floor(v * CELLS)));

/* Places are 0 to 1, to the right and upwards; points go by number, 0 to n - 1. */
export class Points {
    constructor(buffer) {
        const head = new DataView(buffer), n = buffer.byteLength < HEAD ? -1 : head.getUint32(8, true);

        if (n < 0 || head.getUint32(0) !== 0x5344424d || head.getUint32(4, true) !== 1 || buffer.byteLength < HEAD + POINT * n)
            throw new Error("not a map that this page knows");
        this.n = n;
        this.raw = new Uint8Array(buffer, HEAD, n * POINT);
        this.id = new Uint32Array(n);
        this.x = new Float32Array(n);
        this.y = new Float32Array(n);
        this.kind = new Uint16Array(n);
        this.loop = new Uint8Array(n); /* 1 = it is one */
        this.#read(new Uint32Array(buffer, HEAD, n * POINT / 4), new Uint16Array(buffer, HEAD, n * POINT / 2));
        this.#sort();
    }

    #read(whole, half) {
        for (let i = 0; i < this.n; i++) {
            this.id[i] = whole[3 * i];
            this.x[i] = half[6 * i + 2] / 65535;
            this.y[i] = half[6 * i + 3] / 65535;
            this.kind[i] = half[6 * i + 4];
            this.loop[i] = half[6 * i + 5] & 1;
        }
    }

    /* Points by the cell that they are in. */
    #sort() {
        const at = new Uint16Array(this.n);

        this.first = new Uint32Array(CELLS * CELLS + 1);
        this.member = new Uint32Array(this.n);
        for (let i = 0; i < this.n; i++)
            this.first[at[i] = cell(this.y[i]) * CELLS + cell(this.x[i])]++;
        for (let c = 0, sum = 0; c <= CELLS * CELLS; c++)
            this.first[c] = sum += this.first[c];
        for (let i = this.n; i-- > 0;)
            this.member[--this.first[at[i]]] = i;
    }

    /* All in the cells of a rectangle. */
    each(x0, y0, x1, y1, call) {
        for (let row = cell(y0); row <= cell(y1); row++) {
            const end = this.first[row * CELLS + cell(x1) + 1];

            for (let m = this.first[row * CELLS + cell(x0)]; m < end; m++)
                call(this.member[m]);
        }
    }

    /* The nearest within reach; -1. */
    nearest(x, y, reach) {
        let best = reach * reach, found = -1;

        this.each(x - reach, y - reach, x + reach, y + reach, (i) => {
            const far = (this.x[i] - x) ** 2 + (this.y[i] - y) ** 2;

            if (far < best)
                [best, found] = [far, i];
        });
        return found;
    }

    /* The next one in a direction, within 45 degrees of it; -1. */
    towards(from, [dx, dy]) {
        const x = this.x[from], y = this.y[from];
        let found = -1;

        for (let reach = 1 / CELLS; reach < 4 && found < 0; reach *= 2) {
            let best = reach;

            this.each(x - reach, y - reach, x + reach, y + reach, (i) => {
                const along = (this.x[i] - x) * dx + (this.y[i] - y) * dy;
                const off = Math.abs((this.x[i] - x) * dy + (this.y[i] - y) * dx);

                if (along > 0 && off <= along && along + off < best)
                    [best, found] = [along + off, i];
            });
        }
        return found;
    }

    /* Which one has this id, since they ascend; -1. */
    find(id) {
        let low = 0, high = this.n;

        while (low < high) {
            const middle = (low + high) >> 1;

            if (this.id[middle] < id)
                low = middle + 1;
            else
                high = middle;
        }
        return this.id[low] === id ? low : -1;
    }

    /* All that a line of [x, y] goes round. */
    inside(line) {
        const xs = line.map((p) => p[0]), ys = line.map((p) => p[1]), found = [];

        this.each(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), (i) => {
            if (this.#within(i, line))
                found.push(i);
        });
        return found.sort((a, b) => a - b);
    }

    /* Does a ray from it cross the line an odd number of times? */
    #within(i, line) {
        const x = this.x[i], y = this.y[i];
        let odd = false;

        for (let k = 0, before = line[line.length - 1]; k < line.length; before = line[k++]) {
            const [ax, ay] = line[k], [bx, by] = before;

            if (ay > y !== by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax)
                odd = !odd;
        }
        return odd;
    }
}

/* A map without points. */
export const nowhere = () => new Points(new Uint32Array([0x4d424453, 1, 0, 0, 0, 0, 0, 0]).buffer);

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the map is drawn: by WebGL, or pixel by pixel where there is no graphics card. */
import {POINT} from "./mappoints.js";

const FAINT = 0.2, USUAL = 0.85; /* beside those that are chosen; else */
const LARGER = 1.4; /* those that are chosen */

const VERTEX = `#version 300 es
layout(location = 0) in vec2 at;
layout(location = 1) in float kind;
layout(location = 2) in float flags;
uniform vec4 view; // scale and shift
uniform float size, alpha;
uniform vec3 ink;  // below 0: the colour of the kind
uniform sampler2D paints;
flat out vec4 paint;
flat out float disc;
void main() {
    gl_Position = vec4(at * view.xy + view.zw, 0.0, 1.0);
    gl_PointSize = size;
    paint = vec4((ink.r < 0.0 ? texelFetch(paints, ivec2(int(kind), 0), 0).rgb : ink) * alpha, alpha);
    disc = size > 4.0 && mod(flags, 2.0) < 0.5 ? 1.0 : 0.0; // loops are square
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
flat in vec4 paint;
flat in float disc;
uniform float hole;
out vec4 pixel;
void main() {
    if (disc > 0.0) {
        vec2 p = gl_PointCoord * 2.0 - 1.0;
        float r = dot(p, p);
        if (r > 1.0 || r < hole)
            discard;
    }
    pixel = paint;
}`;

/*
 * Both have data(points), choose(numbers of points), paint(colours as bytes) and draw(s),
 * s: width, height; x, y what is in the middle; scale in pixels; size of a point; points;
 * chosen; rings [[point, size]]; line [[x, y]]; ink.
 */
class Shine {
    constructor(gl) {
        const program = gl.createProgram();

        this.gl = gl;
        for (const [type, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
            const shader = gl.createShader(type);

            gl.shaderSource(shader, text);
            gl.compileShader(shader);
            gl.attachShader(program, shader);
        }
        gl.linkProgram(program);
        gl.useProgram(program);
        this.at = Object.fromEntries(["view", "size", "alpha", "ink", "hole"].map((n) => [n, gl.getUniformLocation(program, n)]));
        [this.points, this.marks, this.chosen] = [gl.createBuffer(), gl.createBuffer(), gl.createBuffer()];
        gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
        gl.enable(gl.BLEND);
        gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
        gl.enableVertexAttribArray(0);
    }

    #fill(target, buffer, bytes) {
        this.gl.bindBuffer(target, buffer);
        this.gl.bufferData(target, bytes, this.gl.STATIC_DRAW);
    }

    data(points) {
        this.#fill(this.gl.ARRAY_BUFFER, this.points, points.raw);
    }

    choose(chosen) {
        this.#fill(this.gl.ELEMENT_ARRAY_BUFFER, this.chosen, new Uint32Array(chosen));
    }

    paint(colours) {
        const {gl} = this, bytes = new Uint8Array(colours.flatMap((c) => [...c, 255]));

        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, colours.length, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    }

    #set(size, alpha, ink, hole) {
        const {gl, at} = this;

        gl.uniform1f(at.size, size);
        gl.uniform1f(at.alpha, alpha);
        gl.uniform3f(at.ink, ...ink);
        gl.uniform1f(at.hole, hole);
    }

    draw(s) {
        const {gl} = this, sx = 2 * s.scale / s.width, sy = 2 * s.scale / s.height;

        gl.viewport(0, 0, s.width, s.height);
        gl.clearColor(0, 0, 0, 0);
        gl.clear(gl.COLOR_BUFFER_BIT);
        gl.uniform4f(this.at.view, sx, sy, -s.x * sx, -s.y * sy);
        this.#dots(s);
        this.#signs(s, s.ink.map((v) => v / 255));
    }

    #dots(s) {
        const {gl} = this, own = [-1, 0, 0];

        gl.bindBuffer(gl.ARRAY_BUFFER, this.points);
        gl.vertexAttribPointer(0, 2, gl.UNSIGNED_SHORT, true, POINT, 4);
        for (const more of [1, 2]) {
            gl.enableVertexAttribArray(more);
            gl.vertexAttribPointer(more, 1, gl.UNSIGNED_SHORT, false, POINT, 6 + 2 * more);
        }
        this.#set(s.size, s.chosen.length ? FAINT : USUAL, own, 0);
        gl.drawArrays(gl.POINTS, 0, s.points.n);
        this.#set(s.size * LARGER, 1, own, 0);
        gl.drawElements(gl.POINTS, s.chosen.length, gl.UNSIGNED_INT, 0);
        gl.disableVertexAttribArray(1);
        gl.disableVertexAttribArray(2);
    }

    #signs(s, ink) {
        const {gl} = this;

        gl.bindBuffer(gl.ARRAY_BUFFER, this.marks);
        gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
        for (const [i, size] of s.rings) {
            this.#set(size, 1, ink, 0.6);
            gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([s.points.x[i], s.points.y[i]]), gl.DYNAMIC_DRAW);
            gl.drawArrays(gl.POINTS, 0, 1);
        }
        this.#set(1, 1, ink, 0);
        gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(s.line.flat()), gl.DYNAMIC_DRAW);
        gl.drawArrays(gl.LINE_LOOP, 0, s.line.length);
    }
}

class Pen {
    constructor(pen) {
        this.pen = pen;
    }

    data() {}

    choose() {}

    paint(colours) {
        this.words = Uint32Array.from(colours, ([r, g, b]) => (b << 16 | g << 8 | r) >>> 0);
    }

    /* What paints one point, pixel by pixel: much quicker than to draw shapes. */
    #brush(s, wide, opaque) {
        const {points: {x: xs, y: ys, kind, loop}, width, height, scale} = s, {pixels, words} = this, size = Math.round(wide);
        const edge = Array.from({length: size}, (_, k) => (size > 3 ? Math.round((size - Math.sqrt(size ** 2 - (2 * k + 1 - size) ** 2)) / 2) : 0));
        const x0 = (width - size) / 2 - s.x * scale, y0 = (height - size) / 2 + s.y * scale, over = opaque << 24;

        return (i) => {
            const x = Math.round(x0 + xs[i] * scale), y = Math.round(y0 - ys[i] * scale), word = words[kind[i]] | over;
            const left = Math.max(0, x), right = Math.min(width, x + size), end = Math.min(height, y + size);

            for (let row = Math.max(0, y); row < end; row++) {
                const cut = loop[i] ? 0 : edge[row - y], last = row * width + Math.min(right, x + size - cut);

                for (let k = row * width + Math.max(left, x + cut); k < last; k++)
                    pixels[k] = word;
            }
        };
    }

    #at(s, x, y) {
        return [(x - s.x) * s.scale + s.width / 2, s.height / 2 - (y - s.y) * s.scale];
    }

    draw(s) {
        const {pen} = this, dx = (s.width / 2 + s.size) / s.scale, dy = (s.height / 2 + s.size) / s.scale;

        if (this.image?.width !== s.width || this.image.height !== s.height) {
            this.image = pen.createImageData(s.width, s.height);
            this.pixels = new Uint32Array(this.image.data.buffer);
        }
        this.pixels.fill(0);
        s.points.each(s.x - dx, s.y - dy, s.x + dx, s.y + dy, this.#brush(s, s.size, s.chosen.length ? Math.round(255 * FAINT) : 255));
        s.chosen.forEach(this.#brush(s, s.size * LARGER, 255));
        pen.putImageData(this.image, 0, 0);
        this.#signs(s);
    }

    #signs(s) {
        const {pen} = this;

        pen.strokeStyle = `rgb(${s.ink})`;
        for (const [i, size] of s.rings) {
            pen.beginPath();
            pen.arc(...this.#at(s, s.points.x[i], s.points.y[i]), size / 2, 0, 7);
            pen.stroke();
        }
        pen.beginPath();
        for (const p of s.line)
            pen.lineTo(...this.#at(s, ...p));
        pen.closePath();
        pen.stroke();
    }
}

/* Where a processor plays the graphics card, it is quicker without. */
function card() {
    const gl = document.createElement("canvas").getContext("webgl2"), more = gl?.getExtension("WEBGL_debug_renderer_info");
    const name = gl?.getParameter(more ? more.UNMASKED_RENDERER_WEBGL : gl.RENDERER) ?? "software";

    gl?.getExtension("WEBGL_lose_context")?.loseContext();
    return !/swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

export function drawer(canvas) {
    const gl = card() && canvas.getContext("webgl2", {antialias: false, depth: false});

    return gl ? new Shine(gl) : new Pen(canvas.getContext("2d", {willReadFrequently: true}));
}

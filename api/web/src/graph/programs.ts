// How sigma draws nodes and edges: one shape for each group, one line pattern for each strength (F12). sigma's own programs
// know circles and solid lines only. All lengths are pixels of the screen.
import { EdgeProgram, NodeProgram } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";

const FLOAT = 0x1406;
const UNSIGNED_BYTE = 0x1401;
const TRIANGLES = 0x0004;

/** Shapes by number, as the shader takes them. */
export const SHAPE_NUMBER = { circle: 0, square: 1, diamond: 2, triangle: 3, hexagon: 4, ring: 5 } as const;

/** What the reducers add to sigma's own data. */
export interface NodeLook extends NodeDisplayData {
  shape?: number;
  ring?: string;
}
export interface EdgeLook extends EdgeDisplayData {
  dash?: number;
  gap?: number;
  /** px beside the straight line between the two nodes, for parallel edges */
  offset?: number;
  arrow?: boolean;
}

const NODE_VERTEX = /*glsl*/ `
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute vec4 a_color;
attribute vec4 a_ring;
attribute vec4 a_id;
attribute vec2 a_corner;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform vec2 u_dimensions;
varying vec4 v_color;
varying vec4 v_ring;
varying vec4 v_id;
varying vec2 v_point;
varying float v_radius;
varying float v_shape;
const float bias = 255.0 / 254.0;
void main() {
  v_radius = a_size / u_sizeRatio;
  v_point = a_corner * (v_radius + 5.0);
  vec2 clip = (u_matrix * vec3(a_position, 1.0)).xy;
  gl_Position = vec4(clip + v_point * 2.0 / u_dimensions, 0.0, 1.0);
  v_shape = a_shape;
  v_color = a_color; v_color.a *= bias;
  v_ring = a_ring; v_ring.a *= bias;
  v_id = a_id; v_id.a *= bias;
}`;

const NODE_FRAGMENT = /*glsl*/ `
precision highp float;
varying vec4 v_color;
varying vec4 v_ring;
varying vec4 v_id;
varying vec2 v_point;
varying float v_radius;
varying float v_shape;
uniform float u_pixelRatio;
float outside(vec2 p, float r) {
  vec2 q = abs(p);
  if (v_shape < 0.5) return length(p) - r;
  if (v_shape < 1.5) return max(q.x, q.y) - r * 0.88;
  if (v_shape < 2.5) return (q.x + q.y - r * 1.25) * 0.7071;
  if (v_shape < 3.5) return max(q.x * 0.866 + p.y * 0.5, -p.y) - r * 0.62;
  if (v_shape < 4.5) return max(q.y * 0.866 + q.x * 0.5, q.x) - r * 0.95;
  return abs(length(p) - r * 0.8) - r * 0.2;
}
void main() {
  float d = outside(v_point, v_radius);
  #ifdef PICKING_MODE
  gl_FragColor = (v_shape > 4.5 ? length(v_point) - v_radius : d) < 1.5 ? v_id : vec4(0.0);
  #else
  float soft = 0.75 / u_pixelRatio;
  float fill = 1.0 - smoothstep(-soft, soft, d);
  float ring = (1.0 - smoothstep(-soft, soft, abs(d - 2.75) - 1.25)) * v_ring.a;
  vec4 colour = v_color * fill;
  gl_FragColor = mix(colour, vec4(v_ring.rgb, 1.0), ring);
  #endif
}`;

/** Nodes in the shape of their group, with a ring where they are selected or pinned. */
export class ShapeProgram extends NodeProgram<"u_matrix" | "u_sizeRatio" | "u_dimensions" | "u_pixelRatio"> {
  override getDefinition() {
    return {
      VERTICES: 6,
      VERTEX_SHADER_SOURCE: NODE_VERTEX,
      FRAGMENT_SHADER_SOURCE: NODE_FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS: ["u_matrix", "u_sizeRatio", "u_dimensions", "u_pixelRatio"] as const,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_ring", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
      CONSTANT_DATA: [
        [-1, -1],
        [1, -1],
        [-1, 1],
        [-1, 1],
        [1, -1],
        [1, 1],
      ],
    };
  }

  override processVisibleItem(nodeIndex: number, start: number, data: NodeLook): void {
    this.array.set([data.x, data.y, data.size, data.shape ?? 0, floatColor(data.color), floatColor(data.ring ?? "rgba(0,0,0,0)"), nodeIndex], start);
  }

  override setUniforms(params: RenderParams, { gl, uniformLocations }: UniformsOf): void {
    gl.uniformMatrix3fv(uniformLocations["u_matrix"] ?? null, false, params.matrix);
    gl.uniform1f(uniformLocations["u_sizeRatio"] ?? null, params.sizeRatio);
    gl.uniform1f(uniformLocations["u_pixelRatio"] ?? null, params.pixelRatio);
    gl.uniform2f(uniformLocations["u_dimensions"] ?? null, params.width, params.height);
  }
}

interface UniformsOf {
  gl: WebGLRenderingContext | WebGL2RenderingContext;
  uniformLocations: Record<string, WebGLUniformLocation>;
}

const EDGE_VERTEX = /*glsl*/ `
attribute vec2 a_start;
attribute vec2 a_end;
attribute vec4 a_look;
attribute vec2 a_target;
attribute vec4 a_color;
attribute vec4 a_id;
attribute vec2 a_corner;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform vec2 u_dimensions;
varying vec4 v_color;
varying vec4 v_id;
varying vec4 v_look;
varying vec2 v_at;
varying vec2 v_stop;
const float bias = 255.0 / 254.0;
void main() {
  vec2 half_size = u_dimensions * 0.5;
  vec2 from = (u_matrix * vec3(a_start, 1.0)).xy * half_size;
  vec2 to = (u_matrix * vec3(a_end, 1.0)).xy * half_size;
  float len = max(length(to - from), 0.001);
  vec2 along = (to - from) / len;
  vec2 across = vec2(-along.y, along.x);
  float wide = max(a_look.x, 6.0);
  vec2 at = from + along * (a_corner.x * len) + across * (a_look.w + a_corner.y * wide);
  gl_Position = vec4(at / half_size, 0.0, 1.0);
  v_at = vec2(a_corner.x * len, a_corner.y * wide);
  v_stop = vec2(len - a_target.x / u_sizeRatio, a_target.y);
  v_look = a_look;
  v_color = a_color; v_color.a *= bias;
  v_id = a_id; v_id.a *= bias;
}`;

const EDGE_FRAGMENT = /*glsl*/ `
precision highp float;
varying vec4 v_color;
varying vec4 v_id;
varying vec4 v_look;
varying vec2 v_at;
varying vec2 v_stop;
uniform float u_pixelRatio;
void main() {
  float thick = v_look.x;
  float head = v_stop.y > 0.5 ? 6.0 + thick * 1.5 : 0.0;
  float soft = 0.6 / u_pixelRatio;
  float side = abs(v_at.y);
  float tip = v_stop.x - 1.0;
  #ifdef PICKING_MODE
  gl_FragColor = side < max(thick, 4.0) && v_at.x < tip ? v_id : vec4(0.0);
  #else
  float line = 1.0 - smoothstep(thick * 0.5 - soft, thick * 0.5 + soft, side);
  if (v_at.x > tip - head) {
    float room = (tip - v_at.x) / max(head, 0.001) * (2.0 + thick * 1.0);
    line = head > 0.0 ? 1.0 - smoothstep(room - soft, room + soft, side) : line;
    if (v_at.x > tip) line = 0.0;
  } else if (v_look.z > 0.0) {
    float period = v_look.y + v_look.z;
    float phase = mod(v_at.x, period);
    line *= 1.0 - smoothstep(v_look.y - soft, v_look.y + soft, phase);
  }
  gl_FragColor = v_color * line;
  #endif
}`;

/** Edges with the dash of their strength, beside each other where several tie the same two nodes, and an arrow. */
export class PatternProgram extends EdgeProgram<"u_matrix" | "u_sizeRatio" | "u_dimensions" | "u_pixelRatio"> {
  override getDefinition() {
    return {
      VERTICES: 6,
      VERTEX_SHADER_SOURCE: EDGE_VERTEX,
      FRAGMENT_SHADER_SOURCE: EDGE_FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS: ["u_matrix", "u_sizeRatio", "u_dimensions", "u_pixelRatio"] as const,
      ATTRIBUTES: [
        { name: "a_start", size: 2, type: FLOAT },
        { name: "a_end", size: 2, type: FLOAT },
        { name: "a_look", size: 4, type: FLOAT },
        { name: "a_target", size: 2, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
      CONSTANT_DATA: [
        [0, 1],
        [0, -1],
        [1, 1],
        [1, 1],
        [0, -1],
        [1, -1],
      ],
    };
  }

  override processVisibleItem(index: number, start: number, source: NodeDisplayData, target: NodeDisplayData, data: EdgeLook): void {
    this.array.set(
      [source.x, source.y, target.x, target.y, data.size, data.dash ?? 0, data.gap ?? 0, data.offset ?? 0, target.size, data.arrow === false ? 0 : 1, floatColor(data.color), index],
      start,
    );
  }

  override setUniforms(params: RenderParams, { gl, uniformLocations }: UniformsOf): void {
    gl.uniformMatrix3fv(uniformLocations["u_matrix"] ?? null, false, params.matrix);
    gl.uniform1f(uniformLocations["u_sizeRatio"] ?? null, params.sizeRatio);
    gl.uniform1f(uniformLocations["u_pixelRatio"] ?? null, params.pixelRatio);
    gl.uniform2f(uniformLocations["u_dimensions"] ?? null, params.width, params.height);
  }
}

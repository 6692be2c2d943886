// sigma's modules name WebGL's classes when they load and throw where a browser has none. This stands before them, so that the
// page without WebGL still has its other views (F9).
if (typeof globalThis.WebGLRenderingContext === "undefined") {
  Object.assign(globalThis, { WebGLRenderingContext: class {}, WebGL2RenderingContext: class {} });
}

/** Whether this browser draws with WebGL2; asked once, because each question makes a context. */
export function hasWebGl2(): boolean {
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
}

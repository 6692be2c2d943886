// The size of an element, kept up to date.
import { useEffect, useState } from "preact/hooks";

export interface Size {
  width: number;
  height: number;
}

/** Width and height inside an element; 0 until it is laid out. */
export function useSize(element: { current: HTMLElement | null }): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: current.clientWidth, height: current.clientHeight }));
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

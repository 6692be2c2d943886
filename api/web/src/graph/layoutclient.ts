// Asks the worker for a layout of the graph.
import { offthread } from "../offthread.ts";
import type { LayoutInput, Positions } from "./layout.ts";

export const askLayout = offthread<LayoutInput, Positions>("forceatlas2");

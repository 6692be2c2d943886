// A defect in one view must not take the work in the others along: it is called one, and the rest of the page stays (F50).
import { Component, type ComponentChildren } from "preact";

interface Caught {
  error: string | null;
}

export class Guarded extends Component<{ name: string; children: ComponentChildren }, Caught> {
  override state: Caught = { error: null };

  static override getDerivedStateFromError(error: unknown): Caught {
    return { error: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <section class="panel" aria-label={this.props.name}>
        <div class="empty" role="alert">
          <p>This view cannot be shown; this is a defect of chipgraph. The other views, and saving the case, still work.</p>
          <p class="small">{this.state.error}</p>
          <p><button type="button" onClick={() => this.setState({ error: null })}>Try again</button></p>
        </div>
      </section>
    );
  }
}

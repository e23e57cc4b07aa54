/** The remote party's sound, through one hidden audio element per phone. */
export class RemoteAudio {
  private readonly element = document.createElement("audio");
  private current: MediaStream | null = null;

  constructor() {
    this.element.autoplay = true;
    this.element.setAttribute("aria-hidden", "true");
    this.element.dataset.role = "remote-audio";
    document.body.append(this.element);
  }

  get stream(): MediaStream | null {
    return this.current;
  }

  listenTo(connection: RTCPeerConnection): void {
    connection.addEventListener("track", (event) => {
      this.play(event.streams[0] ?? new MediaStream([event.track]));
    });
  }

  stop(): void {
    this.current = null;
    this.element.srcObject = null;
  }

  remove(): void {
    this.stop();
    this.element.remove();
  }

  private play(stream: MediaStream): void {
    this.current = stream;
    this.element.srcObject = stream;
    // Autoplay may be refused until the page was clicked once; the next click starts it.
    this.element.play()?.catch(() => {
      document.addEventListener("click", () => void this.element.play().catch(() => undefined), { once: true });
    });
  }
}

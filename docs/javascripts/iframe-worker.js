// Pages opened from the disk may start no workers, and the search is one: there it runs in a hidden frame instead.
// The offline plugin of the theme would fetch such a script from the net unless one of this name is given.
class IFrameWorker extends EventTarget {
  constructor(url) {
    super()
    this.onmessage = null
    this.frame = document.createElement("iframe")
    this.frame.hidden = true
    document.body.appendChild(this.frame)
    const inside = this.frame.contentWindow
    addEventListener("message", event => {
      if (event.source !== inside) return
      event.stopImmediatePropagation()
      this.dispatchEvent(new MessageEvent("message", { data: event.data }))
      if (this.onmessage) this.onmessage(event)
    })
    inside.document.open()
    inside.document.write(
      "<script>postMessage = data => parent.postMessage(data, '*')</" + "script>" +
      `<script src="${url}"></` + "script>"
    )
    inside.document.close()
    this.loaded = new Promise(resolve => {
      if (inside.document.readyState === "complete") resolve()
      else inside.addEventListener("load", resolve)
    })
  }

  postMessage(data) {
    this.loaded.then(() => this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data })))
  }

  terminate() {
    this.frame.remove()
  }
}

if (location.protocol === "file:") {
  window.IFrameWorker = IFrameWorker
  window.Worker = IFrameWorker
}

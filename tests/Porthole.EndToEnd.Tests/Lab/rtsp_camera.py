"""A camera's video server: H.264 of a moving ball over RTSP. Arguments: port, path, width in pixels."""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

port, path, width = sys.argv[1:4]
Gst.init(None)
factory = GstRtspServer.RTSPMediaFactory()
# Small and slow on purpose: several cameras share two cores with everything else.
factory.set_launch(
    f"( videotestsrc is-live=true pattern=ball ! video/x-raw,width={width},height=144,framerate=10/1"
    " ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=5 threads=1 ! rtph264pay name=pay0 pt=96 config-interval=1 )"
)
factory.set_shared(True)
server = GstRtspServer.RTSPServer()
server.set_service(port)
server.get_mount_points().add_factory(path, factory)
server.attach(None)
GLib.MainLoop().run()

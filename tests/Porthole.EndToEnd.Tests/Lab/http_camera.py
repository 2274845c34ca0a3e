"""A camera's web server: a page, a picture, a live picture, a command that turns it left. Arguments: address to listen on, port, name."""
import functools
import html
import http.server
import subprocess
import sys
import time

address, port, name = sys.argv[1:4]


@functools.cache
def picture():
    command = "ffmpeg -v error -f lavfi -i testsrc=size=320x240 -frames:v 1 -f mjpeg -"
    return subprocess.run(command.split(), check=True, capture_output=True).stdout


class Camera(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/":
            # A camera's page is never as small as what it says here.
            style = "<style>" + "p { color: black }\n" * 500 + "</style>"
            self.send(f"<title>{html.escape(name)}</title>{style}<p>seen from {self.client_address[0]}</p>".encode(), "text/html")
        elif self.path == "/picture.jpg":
            self.send(picture(), "image/jpeg")
        elif self.path == "/left":
            self.send(b"OK", "text/plain")
        elif self.path == "/live":
            self.send_live()
        else:
            self.send_error(404)

    def send(self, body, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_live(self):
        """A line every tenth of a second until the viewer goes away: a connection to hold open."""
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"tick\n")
                time.sleep(0.1)
        except OSError:
            self.close_connection = True

    def log_message(self, format, *args):
        print(self.client_address[0], format % args, file=sys.stderr, flush=True)


http.server.ThreadingHTTPServer((address, int(port)), Camera).serve_forever()

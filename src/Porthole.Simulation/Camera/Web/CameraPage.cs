using System.Net;
using System.Text;
using Porthole.Simulation.Camera.Picture;

namespace Porthole.Simulation.Camera.Web;

/// <summary>The camera's web side: a page and a snapshot. Every link is relative, so that it works at any mapped address.</summary>
internal sealed class CameraPage(string name, string streamPath, PictureSource pictures)
{
    public HttpReply Answer(HttpCall call) => (call.Method, call.Target.Split('?')[0]) switch
    {
        ("GET" or "HEAD", "/") => Reply(call, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(Page())),
        ("GET" or "HEAD", "/snapshot.jpg") => Reply(call, "image/jpeg", pictures.Snapshot()),
        ("GET" or "HEAD", _) => HttpReply.Error(404, "Not Found").WithHeader("Connection", "close"),
        _ => HttpReply.Error(405, "Method Not Allowed").WithHeader("Allow", "GET, HEAD").WithHeader("Connection", "close"),
    };

    private static HttpReply Reply(HttpCall call, string type, byte[] body)
    {
        var reply = HttpReply.Ok(type, body)
            .WithHeader("Cache-Control", "no-store")
            .WithHeader("Server", "Porthole simulated camera")
            .WithHeader("Connection", "close");
        return call.Method == "HEAD"
            ? reply with { Body = default, ContentLengthError = body.Length }
            : reply;
    }

    private string Page()
    {
        var title = WebUtility.HtmlEncode(name);
        return $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>{{title}}</title>
            <style>
            body { background: #101820; color: #e8eef2; font: 16px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 44rem; padding: 0 1rem }
            img { width: 100%; image-rendering: pixelated; border-radius: 4px }
            code { color: #9cd }
            </style>
            </head>
            <body>
            <h1>{{title}}</h1>
            <img id="picture" src="snapshot.jpg" alt="What the camera sees now">
            <p>A simulated camera. The moving stream is at <code>{{WebUtility.HtmlEncode(streamPath)}}</code> on its RTSP port; play it over TCP.</p>
            <script>
            const picture = document.getElementById("picture");
            picture.onload = picture.onerror = () => setTimeout(() => { picture.src = "snapshot.jpg?" + Date.now(); }, 250);
            </script>
            </body>
            </html>
            """;
    }
}

using System.Collections.Immutable;
using System.Net;
using System.Text;

namespace Porthole.Agent.Dashboard.Sheet;

/// <summary>Writes the sheet as a page to print.</summary>
internal static class SheetHtml
{
    /// <param name="sheet">The sheet.</param>
    /// <param name="style">The style sheet's text for a page that stands alone; null for one that the agent serves.</param>
    public static string Write(SheetDocument sheet, string? style)
    {
        var html = new StringBuilder();
        html.Append(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(sheet.Site)}: cameras</title>
            {(style is null ? "<link rel=\"icon\" href=\"porthole.svg\" type=\"image/svg+xml\">\n<link rel=\"stylesheet\" href=\"sheet.css\">" : $"<style>{style}</style>")}
            </head>
            <body>
            <main>
            <h1>{Text(sheet.Site)}</h1>
            <p class="soft">Cameras and how to reach them, as of {sheet.MadeAt:yyyy-MM-dd HH:mm}. Passwords are not on this sheet.</p>

            """);
        AppendFields(html, sheet.Network);
        foreach (var device in sheet.Devices) AppendDevice(html, device);
        if (sheet.Devices.IsEmpty) html.Append("<p>No camera is registered yet.</p>\n");
        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void AppendDevice(StringBuilder html, SheetDevice device)
    {
        html.Append($"<section>\n<h2>{Text(device.Name)}</h2>\n");
        AppendFields(html, device.Fields);
        html.Append("<h3>Ports</h3>\n<table>\n<thead><tr><th scope=\"col\">Port</th><th scope=\"col\">On the LAN</th><th scope=\"col\">From outside</th></tr></thead>\n<tbody>\n");
        foreach (var port in device.Ports) html.Append($"<tr><td>{Text(port.What)}</td><td>{Text(port.Local)}</td><td>{Text(port.Public)}</td></tr>\n");
        html.Append("</tbody>\n</table>\n");
        if (!device.Urls.IsEmpty)
        {
            html.Append("<h3>Addresses</h3>\n<div class=\"codes\">\n");
            foreach (var url in device.Urls) html.Append($"<div class=\"code\">{QrSvg.Draw(url.Url)}<div><strong>{Text(url.What)}</strong><br><span class=\"address\">{Text(url.Url)}</span></div></div>\n");
            html.Append("</div>\n");

            // RTP over UDP needs ports of its own that nobody opened (mediamtx#93, ExoPlayer#9151).
            if (device.Urls.Any(url => url.Url.StartsWith("rtsp:", StringComparison.Ordinal))) html.Append("<p class=\"soft\">RTSP: set the player to TCP (\"RTP over RTSP\").</p>\n");
        }

        if (!device.Forms.IsEmpty)
        {
            html.Append("<h3>App</h3>\n<div class=\"forms\">\n");
            foreach (var form in device.Forms)
            {
                html.Append($"<div><strong>{Text(form.App)}</strong>\n");
                AppendFields(html, form.Fields);
                html.Append("</div>\n");
            }

            html.Append("</div>\n");
        }

        html.Append("</section>\n");
    }

    private static void AppendFields(StringBuilder html, ImmutableArray<SheetField> fields)
    {
        html.Append("<dl>\n");
        foreach (var field in fields) html.Append($"<dt>{Text(field.Name)}</dt><dd>{Text(field.Value)}</dd>\n");
        html.Append("</dl>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

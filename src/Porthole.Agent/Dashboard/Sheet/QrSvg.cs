using System.Globalization;
using System.Text;
using QRCoder;

namespace Porthole.Agent.Dashboard.Sheet;

/// <summary>Draws a text as a QR code in SVG: one path, black on white whatever the page's colours, no styles, so that the strict policy lets it be.</summary>
internal static class QrSvg
{
    /// <summary>A quarter of the code may be lost, by a fold or a coffee stain.</summary>
    private const QRCodeGenerator.ECCLevel Redundancy = QRCodeGenerator.ECCLevel.Q;

    public static string Draw(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, Redundancy, forceUtf8: true);
        var rows = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
            {
                // Neighbours in a row are one rectangle.
                var start = x;
                while (x < rows[y].Count && rows[y][x]) x++;
                if (x > start) path.Append(CultureInfo.InvariantCulture, $"M{start} {y}h{x - start}v1h-{x - start}z");
            }
        }

        return $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {rows.Count} {rows.Count}" role="img" aria-label="QR code" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{rows.Count}v{rows.Count}h-{rows.Count}z"/><path fill="#000" d="{path}"/></svg>""";
    }
}

using Porthole.Tray.Menu;

namespace Porthole.Tray.Drawing;

/// <summary>
/// The signs before the menu's lines: white or black on a tile of colour, so that each can be told by its shape alone
/// and stands out on a light and a dark menu. The tile is full: not every menu blends a bitmap's edges with its ground.
/// </summary>
internal static class MarkIcon
{
    private static readonly Colour White = Colour.Of(0xffffff);
    private static readonly Colour Black = Colour.Of(0x1b1b1b);

    public static Canvas Draw(MenuMark mark, int size)
    {
        var (tile, ink, sign) = Of(mark);
        var canvas = new Canvas(size);
        canvas.Fill(Everywhere, tile);
        canvas.Fill(sign, ink);
        return canvas;
    }

    private static (Colour Tile, Colour Ink, Shape Sign) Of(MenuMark mark) => mark switch
    {
        MenuMark.Open => (Colour.Of(0x0f893e), White, Shapes.Any(Shapes.Stroke(3.6f, 8.4f, 6.6f, 11.4f, 2), Shapes.Stroke(6.6f, 11.4f, 12.4f, 4.9f, 2))),
        MenuMark.Opening => (Colour.Of(0x0b7fab), White, Shapes.Any(Shapes.Disc(3.6f, 8, 1.5f), Shapes.Disc(8, 8, 1.5f), Shapes.Disc(12.4f, 8, 1.5f))),
        MenuMark.NotOpen => (Colour.Of(0xc42b2f), White, Shapes.Any(Shapes.Stroke(4.6f, 4.6f, 11.4f, 11.4f, 2), Shapes.Stroke(11.4f, 4.6f, 4.6f, 11.4f, 2))),
        MenuMark.Paused => (Colour.Of(0x6b777e), White, Shapes.Any(Shapes.Stroke(5.4f, 4.8f, 5.4f, 11.2f, 2.2f), Shapes.Stroke(10.6f, 4.8f, 10.6f, 11.2f, 2.2f))),
        MenuMark.Problem => (Colour.Of(0xffb900), Black, Shapes.Any(Shapes.Stroke(8, 4, 8, 8.8f, 2.2f), Shapes.Disc(8, 12.3f, 1.3f))),
        _ => throw new ArgumentOutOfRangeException(nameof(mark), mark, "Not a sign."),
    };

    private static float Everywhere(float x, float y) => -Canvas.Side;
}

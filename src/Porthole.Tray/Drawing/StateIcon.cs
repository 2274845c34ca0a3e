using Porthole.Tray.Status;

namespace Porthole.Tray.Drawing;

/// <summary>
/// The notification icon: a porthole with the sea in it while all is well; a yellow triangle or a red disc before it
/// when it wants attention; empty and struck through while no agent answers. Each can be told by its shape alone.
/// </summary>
internal static class StateIcon
{
    private static readonly Colour Amber = Colour.Of(0xffb900);
    private static readonly Colour Red = Colour.Of(0xd13438);
    private static readonly Colour White = Colour.Of(0xffffff);
    private static readonly Colour Black = Colour.Of(0x1b1b1b);

    /// <summary>The gap between the badge and what it stands before.</summary>
    private const float Gap = 1;

    public static Canvas Draw(Mood mood, TaskbarColours colours, int size)
    {
        var canvas = new Canvas(size);
        var rim = Shapes.Ring(8, 8, 6.6f, 1.6f);
        canvas.Fill(rim, mood == Mood.Away ? colours.Faded : colours.Rim);
        if (mood == Mood.Away)
        {
            var slash = Shapes.Stroke(3, 13, 13, 3, 1.6f);
            canvas.Clear(Shapes.Grown(slash, Gap));
            canvas.Fill(slash, colours.Faded);
            return canvas;
        }

        canvas.Fill(Shapes.Both(Shapes.Disc(8, 8, 4.9f), Shapes.Sea(7.6f, 0.7f, 9.8f)), colours.Sea);
        if (mood == Mood.Note) DrawTriangle(canvas);
        if (mood == Mood.Bad) DrawDisc(canvas);
        return canvas;
    }

    private static void DrawTriangle(Canvas canvas)
    {
        var triangle = Shapes.Triangle(10.5f, 3.9f, 16, 6.4f, 1.1f);
        canvas.Clear(Shapes.Grown(triangle, Gap));
        canvas.Fill(triangle, Amber);
        canvas.Fill(Shapes.Any(Shapes.Stroke(10.5f, 9, 10.5f, 11, 1.8f), Shapes.Disc(10.5f, 14, 1)), Black);
    }

    private static void DrawDisc(Canvas canvas)
    {
        var disc = Shapes.Disc(11.3f, 11.3f, 4.7f);
        canvas.Clear(Shapes.Grown(disc, Gap));
        canvas.Fill(disc, Red);
        canvas.Fill(Shapes.Any(Shapes.Stroke(9.4f, 9.4f, 13.2f, 13.2f, 1.5f), Shapes.Stroke(13.2f, 9.4f, 9.4f, 13.2f, 1.5f)), White);
    }
}

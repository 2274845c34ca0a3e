namespace Porthole.EndToEnd.Tests.Windows;

/// <summary>A picture of the screen.</summary>
internal sealed record Screen(int Width, int Height, byte[] Pixels)
{
    /// <summary>How far each of red, green and blue may be off: edges are smooth, and so no pixel at an edge counts.</summary>
    private const int Tolerance = 6;

    /// <summary>How many pixels in a rectangle have a colour, given as <c>0xRRGGBB</c>.</summary>
    public int Count(Rectangle area, int colour) => Points(area, colour).Count();

    /// <summary>The first pixel of a colour in a rectangle, row by row; null when there is none.</summary>
    public (int X, int Y)? Find(Rectangle area, int colour) => Points(area, colour).Select(point => ((int, int)?)point).FirstOrDefault();

    private IEnumerable<(int X, int Y)> Points(Rectangle area, int colour) =>
        from y in Enumerable.Range(area.Y, Math.Min(area.Height, Height - area.Y))
        from x in Enumerable.Range(area.X, Math.Min(area.Width, Width - area.X))
        where Is(x, y, colour)
        select (x, y);

    private bool Is(int x, int y, int colour)
    {
        var pixel = Pixels.AsSpan(((y * Width) + x) * 3, 3);
        return Math.Abs(pixel[0] - (colour >> 16)) <= Tolerance
            && Math.Abs(pixel[1] - ((colour >> 8) & 0xff)) <= Tolerance
            && Math.Abs(pixel[2] - (colour & 0xff)) <= Tolerance;
    }
}

/// <summary>A part of the screen, in pixels from its top left.</summary>
internal readonly record struct Rectangle(int X, int Y, int Width, int Height);

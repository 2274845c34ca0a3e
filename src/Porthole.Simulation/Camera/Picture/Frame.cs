namespace Porthole.Simulation.Camera.Picture;

/// <summary>A picture in YCbCr, full range as JFIF has it, colour at half the resolution both ways (4:2:0).</summary>
internal sealed class Frame
{
    // The classic small picture; multiples of 16 so that no JPEG block is partial.
    public const int Width = 320;
    public const int Height = 240;
    public const int ColourWidth = Width / 2;
    public const int ColourHeight = Height / 2;

    public byte[] Luma { get; } = new byte[Width * Height];

    public byte[] Blue { get; } = new byte[ColourWidth * ColourHeight];

    public byte[] Red { get; } = new byte[ColourWidth * ColourHeight];

    /// <summary>Fills a rectangle; every side is even.</summary>
    public void Fill(int left, int top, int width, int height, Colour colour)
    {
        for (var y = top; y < top + height; y++)
            Luma.AsSpan(y * Width + left, width).Fill(colour.Luma);
        for (var y = top / 2; y < (top + height) / 2; y++)
        {
            Blue.AsSpan(y * ColourWidth + left / 2, width / 2).Fill(colour.Blue);
            Red.AsSpan(y * ColourWidth + left / 2, width / 2).Fill(colour.Red);
        }
    }
}

/// <summary>A colour in YCbCr.</summary>
internal readonly record struct Colour(byte Luma, byte Blue, byte Red)
{
    /// <summary>The conversion of JFIF 1.02.</summary>
    public static Colour FromRgb(byte r, byte g, byte b) => new(
        (byte)Math.Round(0.299 * r + 0.587 * g + 0.114 * b),
        (byte)Math.Clamp(Math.Round(128 - 0.168736 * r - 0.331264 * g + 0.5 * b), 0, 255),
        (byte)Math.Clamp(Math.Round(128 + 0.5 * r - 0.418688 * g - 0.081312 * b), 0, 255));
}

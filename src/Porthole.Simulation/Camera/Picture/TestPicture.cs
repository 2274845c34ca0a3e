namespace Porthole.Simulation.Camera.Picture;

/// <summary>The moving test picture: colour bars, a block that wanders, the camera's name, the time and a frame counter.</summary>
internal static class TestPicture
{
    private const int Scale = 2;
    private const int LetterWidth = (Glyphs.Columns + 1) * Scale;
    private const int Margin = 8;
    private const int BarsTop = 32;
    private const int BarsHeight = 144;
    private const int BlockSize = 32;

    // The bars of an ordinary television test picture at three quarters of full brightness.
    private static readonly Colour[] Bars =
    [
        Colour.FromRgb(191, 191, 191), Colour.FromRgb(191, 191, 0), Colour.FromRgb(0, 191, 191), Colour.FromRgb(0, 191, 0),
        Colour.FromRgb(191, 0, 191), Colour.FromRgb(191, 0, 0), Colour.FromRgb(0, 0, 191), Colour.FromRgb(32, 32, 32),
    ];

    private static readonly Colour Ground = Colour.FromRgb(16, 24, 32);
    private static readonly Colour Block = Colour.FromRgb(255, 255, 255);

    public static Frame Draw(string name, DateTimeOffset now, long number)
    {
        var frame = new Frame();
        frame.Fill(0, 0, Frame.Width, Frame.Height, Ground);
        var width = Frame.Width / Bars.Length;
        for (var i = 0; i < Bars.Length; i++)
            frame.Fill(i * width, BarsTop, width, BarsHeight, Bars[i]);
        frame.Fill(Wander(number * 6, Frame.Width - BlockSize), BarsTop + Wander(number * 4, BarsHeight - BlockSize), BlockSize, BlockSize, Block);

        Write(frame, name, Margin, Margin);
        Write(frame, now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss"), Margin, 188);
        Write(frame, $"FRAME {number:D6}", Margin, 212);
        return frame;
    }

    /// <summary>To and fro between 0 and <paramref name="range"/>, in even steps so that colour follows.</summary>
    private static int Wander(long way, int range)
    {
        var place = (int)(way % (2 * range));
        return (place <= range ? place : 2 * range - place) & ~1;
    }

    private static void Write(Frame frame, string text, int left, int top)
    {
        const int Fits = (Frame.Width - 2 * Margin) / LetterWidth;
        for (var i = 0; i < Math.Min(text.Length, Fits); i++)
        {
            for (var column = 0; column < Glyphs.Columns; column++)
            {
                for (var row = 0; row < Glyphs.Rows; row++)
                {
                    if (Glyphs.IsSet(text[i], column, row))
                        frame.Fill(left + i * LetterWidth + column * Scale, top + row * Scale, Scale, Scale, Block);
                }
            }
        }
    }
}

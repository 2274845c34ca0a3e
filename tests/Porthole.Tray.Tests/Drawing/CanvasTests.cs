using Porthole.Tray.Drawing;

namespace Porthole.Tray.Tests.Drawing;

public sealed class CanvasTests
{
    private static readonly Colour Orange = Colour.Of(0xff8000);

    [Fact]
    public void ToBgra_NothingDrawn_IsTransparent() => new Canvas(16).ToBgra(isPremultiplied: false).ShouldAllBe(value => value == 0);

    [Theory]
    [InlineData(16)]
    [InlineData(20)]
    [InlineData(48)]
    public void Fill_Disc_CoversItsAreaAtAnySize(int size)
    {
        var canvas = new Canvas(size);
        canvas.Fill(Shapes.Disc(8, 8, 6), Orange);
        var pixels = canvas.ToBgra(isPremultiplied: false);

        var covered = pixels.Where((_, index) => index % 4 == 3).Sum(alpha => alpha / 255.0);
        covered.ShouldBe(Math.PI * 36 * size * size / 256, tolerance: size * 0.2);
        Pixel(pixels, size, size / 2, size / 2).ShouldBe([0, 128, 255, 255]);
        Pixel(pixels, size, 0, 0).ShouldBe([0, 0, 0, 0]);
    }

    [Fact]
    public void ToBgra_HalfCoveredPixel_IsPlainOrPremultiplied()
    {
        var canvas = new Canvas(16);

        // The edge runs through the middle of the first column.
        canvas.Fill((x, _) => x - 0.5f, Orange);

        Pixel(canvas.ToBgra(isPremultiplied: false), 16, 0, 5).ShouldBe([0, 128, 255, 128]);
        Pixel(canvas.ToBgra(isPremultiplied: true), 16, 0, 5).ShouldBe([0, 64, 128, 128]);
    }

    [Fact]
    public void Clear_Shape_TakesAwayWhatIsInside()
    {
        var canvas = new Canvas(16);
        canvas.Fill((_, _) => -16, Orange);
        canvas.Clear(Shapes.Disc(8, 8, 4));
        var pixels = canvas.ToBgra(isPremultiplied: false);

        Pixel(pixels, 16, 8, 8).ShouldBe([0, 0, 0, 0]);
        Pixel(pixels, 16, 0, 0).ShouldBe([0, 128, 255, 255]);
    }

    private static byte[] Pixel(byte[] pixels, int size, int x, int y) => pixels[(((y * size) + x) * 4)..(((y * size) + x + 1) * 4)];
}

namespace Porthole.Tray.Drawing;

/// <summary>A square picture with transparency, drawn from shapes at the size in pixels that is wanted.</summary>
internal sealed class Canvas(int size)
{
    /// <summary>The side of the square that shapes are drawn in, whatever the size in pixels.</summary>
    public const float Side = 16;

    // Colours are kept multiplied by their coverage, red, green, blue and coverage a pixel, each from 0 to 1.
    private readonly float[] _pixels = new float[size * size * 4];

    public int Size { get; } = size;

    /// <summary>Paints a shape over what is there.</summary>
    public void Fill(Shape shape, Colour colour) => Blend(shape, colour.Red / 255f, colour.Green / 255f, colour.Blue / 255f, 1);

    /// <summary>Takes away what is inside a shape.</summary>
    public void Clear(Shape shape) => Blend(shape, 0, 0, 0, 0);

    /// <summary>The pixels from the top left, row by row, as blue, green, red and alpha bytes: what a Windows bitmap of 32 bits holds.</summary>
    /// <param name="isPremultiplied">Whether colours are multiplied by alpha, as menus want it; icons want them plain.</param>
    public byte[] ToBgra(bool isPremultiplied)
    {
        var bytes = new byte[_pixels.Length];
        for (var index = 0; index < _pixels.Length; index += 4)
        {
            var alpha = _pixels[index + 3];
            var scale = isPremultiplied || alpha == 0 ? 255 : 255 / alpha;
            bytes[index] = ToByte(_pixels[index + 2] * scale);
            bytes[index + 1] = ToByte(_pixels[index + 1] * scale);
            bytes[index + 2] = ToByte(_pixels[index] * scale);
            bytes[index + 3] = ToByte(alpha * 255);
        }

        return bytes;
    }

    private void Blend(Shape shape, float red, float green, float blue, float alpha)
    {
        var unit = Size / Side;
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                // A pixel is covered as far as the edge has passed its centre: smooth edges without sampling.
                var coverage = Math.Clamp(0.5f - (shape((column + 0.5f) / unit, (row + 0.5f) / unit) * unit), 0, 1);
                if (coverage == 0) continue;
                var pixel = _pixels.AsSpan(((row * Size) + column) * 4, 4);
                pixel[0] += ((red * alpha) - pixel[0]) * coverage;
                pixel[1] += ((green * alpha) - pixel[1]) * coverage;
                pixel[2] += ((blue * alpha) - pixel[2]) * coverage;
                pixel[3] += (alpha - pixel[3]) * coverage;
            }
        }
    }

    private static byte ToByte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}

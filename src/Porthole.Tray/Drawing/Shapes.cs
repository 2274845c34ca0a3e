namespace Porthole.Tray.Drawing;

/// <summary>A shape: how far a point lies outside its edge; negative inside. In sixteenths of the icon's side.</summary>
internal delegate float Shape(float x, float y);

/// <summary>Shapes as signed distances, which can be drawn smoothly at any size.</summary>
internal static class Shapes
{
    public static Shape Disc(float centreX, float centreY, float radius) =>
        (x, y) => MathF.Sqrt(((x - centreX) * (x - centreX)) + ((y - centreY) * (y - centreY))) - radius;

    public static Shape Ring(float centreX, float centreY, float radius, float width)
    {
        var disc = Disc(centreX, centreY, radius);
        return (x, y) => MathF.Abs(disc(x, y)) - (width / 2);
    }

    /// <summary>A stroke with round ends.</summary>
    public static Shape Stroke(float fromX, float fromY, float toX, float toY, float width) => (x, y) =>
    {
        var (alongX, alongY, pointX, pointY) = (toX - fromX, toY - fromY, x - fromX, y - fromY);
        var length = (alongX * alongX) + (alongY * alongY);
        var part = length == 0 ? 0 : Math.Clamp(((pointX * alongX) + (pointY * alongY)) / length, 0, 1);
        var (awayX, awayY) = (pointX - (alongX * part), pointY - (alongY * part));
        return MathF.Sqrt((awayX * awayX) + (awayY * awayY)) - (width / 2);
    };

    /// <summary>A triangle that stands on its side, with round corners.</summary>
    public static Shape Triangle(float centreX, float top, float bottom, float halfWidth, float rounding)
    {
        // A smaller triangle with sharp corners, which the rounding then grows to the size wanted.
        var height = bottom - top;
        var slope = MathF.Sqrt((height * height) + (halfWidth * halfWidth));
        var innerTop = top + (rounding * slope / halfWidth);
        var innerBottom = bottom - rounding;
        var innerHalf = halfWidth * (innerBottom - innerTop) / height;
        var side = Stroke(0, innerTop, innerHalf, innerBottom, 0);
        var ground = Stroke(0, innerBottom, innerHalf, innerBottom, 0);
        return (x, y) =>
        {
            var away = MathF.Abs(x - centreX);
            var isInside = y < innerBottom && away * height < (y - innerTop) * halfWidth;
            var edge = MathF.Min(side(away, y), ground(away, y));
            return (isInside ? -edge : edge) - rounding;
        };
    }

    /// <summary>Everything below a gentle wave.</summary>
    public static Shape Sea(float level, float swell, float wavelength) =>
        (x, y) => level + (swell * MathF.Sin(x / wavelength * MathF.Tau)) - y;

    public static Shape Both(Shape one, Shape other) => (x, y) => MathF.Max(one(x, y), other(x, y));

    public static Shape Any(params Shape[] shapes) => (x, y) =>
    {
        var nearest = float.PositiveInfinity;
        foreach (var shape in shapes) nearest = MathF.Min(nearest, shape(x, y));
        return nearest;
    };

    public static Shape Grown(Shape shape, float by) => (x, y) => shape(x, y) - by;
}

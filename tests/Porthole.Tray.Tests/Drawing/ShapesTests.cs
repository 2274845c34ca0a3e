using FsCheck;
using FsCheck.Fluent;
using Porthole.Tray.Drawing;

namespace Porthole.Tray.Tests.Drawing;

public sealed class ShapesTests
{
    [Fact]
    public void Stroke_Distance_IsToTheNearestPoint()
    {
        var sut = Shapes.Stroke(2, 8, 12, 8, 2);

        sut(7, 8).ShouldBe(-1, 0.001);
        sut(7, 11).ShouldBe(2, 0.001);
        sut(0, 8).ShouldBe(1, 0.001);
        Shapes.Stroke(5, 5, 5, 5, 2)(5, 8).ShouldBe(2, 0.001);
    }

    [Fact]
    public void Triangle_Inside_IsInside()
    {
        var sut = Shapes.Triangle(8, 2, 14, 6, 1);

        sut(8, 10).ShouldBeLessThan(0);
        sut(8, 13.9f).ShouldBeLessThan(0);
        sut(8, 14.5f).ShouldBe(0.5f, 0.001);
        sut(8, 1).ShouldBeGreaterThan(0);
        sut(3, 6).ShouldBeGreaterThan(0);
        sut(3, 6).ShouldBe(sut(13, 6), 0.001);
    }

    [Fact]
    public void Distance_BetweenNeighbours_GrowsNoFasterThanTheWay() => Prop.ForAll<(byte X, byte Y), (byte X, byte Y)>((one, other) =>
    {
        // What makes edges smooth: no shape's distance jumps.
        Shape[] shapes =
        [
            Shapes.Disc(8, 8, 5), Shapes.Ring(8, 8, 5, 2), Shapes.Stroke(2, 3, 12, 9, 2), Shapes.Triangle(8, 2, 14, 6, 1),
            Shapes.Any(Shapes.Disc(4, 4, 2), Shapes.Disc(9, 9, 3)), Shapes.Both(Shapes.Disc(4, 4, 2), Shapes.Disc(5, 5, 3)), Shapes.Grown(Shapes.Disc(8, 8, 3), 2),
        ];
        var (ax, ay, bx, by) = (one.X / 16f, one.Y / 16f, other.X / 16f, other.Y / 16f);
        var way = MathF.Sqrt(((ax - bx) * (ax - bx)) + ((ay - by) * (ay - by)));
        return Array.TrueForAll(shapes, shape => MathF.Abs(shape(ax, ay) - shape(bx, by)) <= way + 0.001f);
    }).QuickCheckThrowOnFailure();
}

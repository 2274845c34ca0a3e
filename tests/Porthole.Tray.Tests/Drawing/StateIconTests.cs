using Porthole.Tray.Drawing;
using Porthole.Tray.Menu;
using Porthole.Tray.Status;

namespace Porthole.Tray.Tests.Drawing;

public sealed class StateIconTests
{
    public static TheoryData<int> Sizes { get; } = [16, 20, 24, 32, 40, 48];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Draw_EveryMood_CanBeToldByShapeAlone(int size)
    {
        // In one colour, as somebody sees it who tells no colours apart: only lightness and transparency are left.
        var looks = Enum.GetValues<Mood>().Select(mood => Grey(StateIcon.Draw(mood, TaskbarColours.OnDark, size))).ToList();

        foreach (var (first, index) in looks.Select((look, index) => (look, index)))
        {
            foreach (var second in looks.Skip(index + 1))
                first.Zip(second).Count(pair => Math.Abs(pair.First - pair.Second) > 60).ShouldBeGreaterThan(size * size / 16);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Draw_DarkAndLightTaskbar_StandsOutOnBoth(int size)
    {
        Brightest(StateIcon.Draw(Mood.Good, TaskbarColours.OnDark, size)).ShouldBe(255);
        Darkest(StateIcon.Draw(Mood.Good, TaskbarColours.OnLight, size)).ShouldBeLessThan(50);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Draw_EveryMark_FillsItsTileAndDiffers(int size)
    {
        var marks = Enum.GetValues<MenuMark>().Where(mark => mark != MenuMark.None).Select(mark => MarkIcon.Draw(mark, size).ToBgra(isPremultiplied: true)).ToList();

        marks.ShouldAllBe(mark => mark.Where((_, index) => index % 4 == 3).All(alpha => alpha == 255));
        marks.Select(Convert.ToHexString).Distinct().Count().ShouldBe(marks.Count);
    }

    private static int[] Grey(Canvas canvas) => [.. canvas.ToBgra(isPremultiplied: true).Chunk(4).Select(pixel => ((pixel[0] + pixel[1] + pixel[2]) / 3) + (pixel[3] / 4))];

    private static int Brightest(Canvas canvas) => Opaque(canvas).Max(pixel => pixel.Take(3).Min());

    private static int Darkest(Canvas canvas) => Opaque(canvas).Min(pixel => pixel.Take(3).Max());

    private static IEnumerable<byte[]> Opaque(Canvas canvas) => canvas.ToBgra(isPremultiplied: false).Chunk(4).Where(pixel => pixel[3] == 255);
}

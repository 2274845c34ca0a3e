using FsCheck;
using FsCheck.Fluent;
using Porthole.Tray.Menu;

namespace Porthole.Tray.Tests.Menu;

public sealed class MenuTextTests
{
    [Theory]
    [InlineData("Front door", "Front door")]
    [InlineData("Tom & Ann", "Tom && Ann")]
    [InlineData("a\tb\r\nc", "a b c")]
    [InlineData("  a   b  ", "a b")]
    [InlineData("\u202Egnp.exe", "gnp.exe")]
    [InlineData("a\u200Bb\u0007c\uFEFF", "ab c")]
    [InlineData("😀x", "😀x")]
    [InlineData("", "")]
    public void Line_AnyName_IsFitForAMenu(string name, string expected) => MenuText.Line(name).ShouldBe(expected);

    [Fact]
    public void Line_HalfASurrogatePair_IsReplaced() => MenuText.Line("a" + (char)0xd800 + "b").ShouldBe("a\uFFFDb");

    [Fact]
    public void Line_Long_IsShortened() =>
        MenuText.Line(new string('x', 200)).ShouldBe(new string('x', MenuText.MaxLength - 1) + "…");

    [Fact]
    public void Line_LongWithASurrogatePairAtTheCut_KeepsItWhole() =>
        MenuText.Line(new string('x', MenuText.MaxLength - 2) + "😀😀").ShouldBe(new string('x', MenuText.MaxLength - 2) + "…");

    [Fact]
    public void Wrap_Paragraphs_BreakBetweenWords() =>
        MenuText.Wrap($"one\r\n\n{new string('a', 40)} {new string('b', 40)} c & d").ShouldBe(["one", new string('a', 40), new string('b', 40) + " c && d"]);

    [Fact]
    public void Wrap_WordWithoutEnd_IsBroken() =>
        MenuText.Wrap(new string('x', MenuText.MaxLength + 5)).ShouldBe([new string('x', MenuText.MaxLength), "xxxxx"]);

    [Fact]
    public void Line_AnyText_IsShortAndHasNoLoneAmpersandOrTab() => Prop.ForAll<NonNull<string>>(text =>
    {
        var line = MenuText.Line(text.Get);
        var plain = line.Replace("&&", "", StringComparison.Ordinal);
        return !plain.Contains('&') && !line.Any(char.IsControl) && line.Replace("&&", "&", StringComparison.Ordinal).Length <= MenuText.MaxLength;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Wrap_AnyText_LosesNoWordAndFits() => Prop.ForAll<NonEmptyArray<PositiveInt>>(lengths =>
    {
        var text = string.Join(' ', lengths.Get.Select(length => new string('w', length.Get)));
        var lines = MenuText.Wrap(text).ToList();
        return lines.TrueForAll(line => line.Length <= MenuText.MaxLength)
            && string.Concat(lines).Count(letter => letter == 'w') == text.Count(letter => letter == 'w');
    }).QuickCheckThrowOnFailure();
}

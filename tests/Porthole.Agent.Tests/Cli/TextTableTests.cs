using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Porthole.Agent.Cli;

namespace Porthole.Agent.Tests.Cli;

public sealed class TextTableTests
{
    private static readonly string[] Headings = ["FORWARD", "OUTSIDE", "INSIDE"];

    [Fact]
    public void Write_ShortCells_AreOneLineEach() =>
        Written(["Front door rtsp", "198.51.100.7:8554", "-"]).ShouldBe(["FORWARD          OUTSIDE            INSIDE", "Front door rtsp  198.51.100.7:8554  -"]);

    [Fact]
    public void Write_LongName_GoesOnInTheNextLine()
    {
        var lines = Written(["The very long name of a camera that hangs over the back entrance rtsp", "198.51.100.7:8554", "192.168.1.20:554"]);

        lines.ShouldBe(
        [
            "FORWARD                                      OUTSIDE            INSIDE",
            "The very long name of a camera that hangs    198.51.100.7:8554  192.168.1.20:554",
            "over the back entrance rtsp",
        ]);
    }

    [Fact]
    public void Write_WideCharacters_KeepTheColumns()
    {
        var lines = Written(["北門 rtsp", "1", "2"], ["Gate rtsp", "1", "2"]);

        lines[1].ShouldBe("北門 rtsp  1        2");
        lines[2].ShouldBe("Gate rtsp  1        2");
    }

    [Fact]
    public void Write_AnyText_FitsAndLosesNothing() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        name =>
        {
            var clean = string.Concat(name.Get.EnumerateRunes().Where(rune => !Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune) && rune != Rune.ReplacementChar)) + string.Concat(Enumerable.Repeat("門x", 60));
            var lines = Written([clean, "198.51.100.7:8554", ""]);
            lines.ShouldAllBe(line => TextWidth.Of(line) <= 80);
            string.Concat(lines.Skip(1)).Replace("198.51.100.7:8554", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ShouldBe(clean);
        }).QuickCheckThrowOnFailure();

    private static string[] Written(params string[][] rows)
    {
        using var output = new StringWriter();
        TextTable.Write(Headings, rows, output);
        return output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}

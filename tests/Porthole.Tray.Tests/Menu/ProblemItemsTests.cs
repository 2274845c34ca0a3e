using Porthole.Tray.Menu;
using Porthole.Tray.Status;

namespace Porthole.Tray.Tests.Menu;

public sealed class ProblemItemsTests
{
    [Fact]
    public void For_ManyProblems_ShowsSomeAndCountsTheRest()
    {
        var items = Items(Enumerable.Range(0, 6).Select(index => new Problem($"PH{index}", "title", ["remedy"])));

        items.Count(item => item.Mark == MenuMark.Problem).ShouldBe(ProblemItems.MaxProblems);
        items[^1].Text.ShouldBe("2 more on the dashboard");
        items.Count(item => item.IsSeparator).ShouldBe(ProblemItems.MaxProblems);
    }

    [Fact]
    public void For_LongRemedy_IsCutVisibly()
    {
        var items = Items([new Problem("PH1", "title", [.. Enumerable.Range(0, 50).Select(index => $"step {index}")])]);

        items.Count.ShouldBe(1 + ProblemItems.MaxRemedyLines);
        items[^1].Text.ShouldBe("…");
    }

    [Fact]
    public void For_RemedyThatJustFits_IsWhole()
    {
        var items = Items([new Problem("PH1", "title", [.. Enumerable.Range(0, ProblemItems.MaxRemedyLines).Select(index => $"step {index}")])]);

        items[^1].Text.ShouldBe($"step {ProblemItems.MaxRemedyLines - 1}");
    }

    private static IReadOnlyList<MenuItem> Items(IEnumerable<Problem> problems) => ProblemItems.For(new StatusDocument([], [.. problems]));
}

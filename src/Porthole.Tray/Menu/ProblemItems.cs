using Porthole.Tray.Status;

namespace Porthole.Tray.Menu;

/// <summary>The submenu of the problems that stand: each with its code and title, and what to do about it.</summary>
internal static class ProblemItems
{
    /// <summary>More is not read in a menu; the dashboard shows all.</summary>
    public const int MaxProblems = 4;

    /// <summary>A remedy that takes more lines is cut here; the dashboard shows it whole.</summary>
    public const int MaxRemedyLines = 8;

    private static readonly MenuCommand ShowAll = new MenuCommand.OpenDashboard("problems");

    public static IReadOnlyList<MenuItem> For(StatusDocument status)
    {
        var items = new List<MenuItem>();
        for (var index = 0; index < status.Problems.Count && index < MaxProblems; index++)
        {
            var problem = status.Problems[index];
            if (items.Count > 0) items.Add(MenuItem.Separator);
            items.Add(new MenuItem { Text = MenuText.Line($"{problem.Code} {problem.Title}"), Mark = MenuMark.Problem, Command = ShowAll });
            foreach (var line in Remedy(problem)) items.Add(new MenuItem { Text = line, Command = ShowAll });
        }

        var left = status.Problems.Count - MaxProblems;
        if (left > 0) items.AddRange([MenuItem.Separator, new MenuItem { Text = MenuText.Line(Texts.More(left)), Command = ShowAll }]);
        return items;
    }

    private static List<string> Remedy(Problem problem)
    {
        var lines = new List<string>();
        foreach (var step in problem.Remedy) lines.AddRange(MenuText.Wrap(step));
        return lines.Count <= MaxRemedyLines ? lines : [.. lines.GetRange(0, MaxRemedyLines - 1), "…"];
    }
}

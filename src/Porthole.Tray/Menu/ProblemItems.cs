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
        foreach (var problem in status.Problems.Take(MaxProblems))
        {
            if (items.Count > 0) items.Add(MenuItem.Separator);
            items.Add(new MenuItem { Text = MenuText.Line($"{problem.Code} {problem.Title}"), Mark = MenuMark.Problem, Command = ShowAll });
            items.AddRange(Remedy(problem).Select(line => new MenuItem { Text = line, Command = ShowAll }));
        }

        var left = status.Problems.Count - MaxProblems;
        if (left > 0) items.AddRange([MenuItem.Separator, new MenuItem { Text = MenuText.Line(Texts.More(left)), Command = ShowAll }]);
        return items;
    }

    private static List<string> Remedy(Problem problem)
    {
        var lines = problem.Remedy.SelectMany(MenuText.Wrap).Take(MaxRemedyLines + 1).ToList();
        return lines.Count <= MaxRemedyLines ? lines : [.. lines.Take(MaxRemedyLines - 1), "…"];
    }
}

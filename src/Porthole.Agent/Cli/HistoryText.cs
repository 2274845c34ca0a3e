using Porthole.Agent.History;

namespace Porthole.Agent.Cli;

/// <summary>Transitions as lines for people.</summary>
internal static class HistoryText
{
    /// <summary>When, what, from what to what, why; always one line, whatever a router answered.</summary>
    public static string Line(Transition transition) => $"{transition.At.ToLocalTime():yyyy-MM-dd} {ShortLine(transition)}";

    /// <summary>The same without the day.</summary>
    public static string ShortLine(Transition transition)
    {
        var change = transition.From.Length == 0 ? transition.To : $"{transition.From} -> {transition.To}";
        var why = transition.Why.Length == 0 ? "" : $" ({transition.Why})";
        return Flat($"{transition.At.ToLocalTime():HH:mm:ss}  {transition.Title}: {change}{why}");
    }

    // A control character in a router's answer must not move the cursor of whoever watches.
    private static string Flat(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}

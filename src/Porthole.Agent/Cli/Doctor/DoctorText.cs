using Porthole.Agent.Doctor;

namespace Porthole.Agent.Cli.Doctor;

/// <summary>A report as plain text for people, no line longer than 80 columns where its words allow.</summary>
internal static class DoctorText
{
    private const int Width = 80;

    public static void Write(DoctorReport report, TextWriter output)
    {
        foreach (var step in report.Steps) Write(step, output);
        Conclude(report, output);
    }

    public static void Write(DoctorStep step, TextWriter output, Paint paint = default)
    {
        output.WriteLine($"{Painted(step.Verdict, paint)} {step.Title}");
        foreach (var line in step.Evidence) Wrap("          ", line, output);
        foreach (var line in step.Next) Wrap("       -> ", line, output);
    }

    /// <summary>The last lines: how it stands, and what to do first.</summary>
    public static void Conclude(DoctorReport report, TextWriter output)
    {
        var bad = report.Steps.Count(step => step.Verdict == StepVerdict.Bad);
        var attention = report.Steps.Count(step => step.Verdict == StepVerdict.Attention);
        var skipped = report.Steps.Count(step => step.Verdict == StepVerdict.Skipped);
        output.WriteLine();
        Wrap("", $"{Sentence(bad, attention)} {report.Steps.Length} steps in {report.Seconds:0.0} s: {report.Steps.Length - bad - attention - skipped} good, {attention} worth a look, {bad} bad, {skipped} skipped.", output);
        if (report.Steps.FirstOrDefault(step => step.Verdict == StepVerdict.Bad && !step.Next.IsEmpty) is { } first) Wrap("Begin with: ", first.Next[0], output);
    }

    private static string Sentence(int bad, int attention) => (bad, attention) switch
    {
        (0, 0) => "All is well.",
        (0, _) => "Nothing is broken.",
        _ => "Something keeps viewers out.",
    };

    private static string Painted(StepVerdict verdict, Paint paint) => verdict switch
    {
        StepVerdict.Good => paint.Good(Mark(verdict)),
        StepVerdict.Attention => paint.Note(Mark(verdict)),
        StepVerdict.Bad => paint.Bad(Mark(verdict)),
        _ => Mark(verdict),
    };

    private static string Mark(StepVerdict verdict) => verdict switch
    {
        StepVerdict.Good => "good     ",
        StepVerdict.Attention => "attention",
        StepVerdict.Bad => "BAD      ",
        _ => "skipped  ",
    };

    // Further lines stand below the first word; a word longer than the room is left whole, so that it can be copied.
    private static void Wrap(string head, string text, TextWriter output)
    {
        var line = head;
        var isEmpty = true;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                output.WriteLine(line.TrimEnd());
                (line, isEmpty) = (new string(' ', head.Length), true);
            }

            (line, isEmpty) = (isEmpty ? line + word : $"{line} {word}", false);
        }

        output.WriteLine(line.TrimEnd());
    }
}

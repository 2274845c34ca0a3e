using System.CommandLine;
using Porthole.Agent.Devices.Registry;

namespace Porthole.Agent.Cli.Devices;

/// <summary><c>porthole devices import</c></summary>
internal static class ImportCommand
{
    private static readonly Argument<string> Source = new("FILE") { Description = "A table (CSV) or JSON, as \"export\" writes it" };
    private static readonly Option<bool> SkipBad = new("--skip-bad") { Description = "Take the good rows and leave the bad ones out (default: all or nothing)" };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "import",
            "Register many cameras at once, or change those that are known",
            """
            porthole devices import cameras.csv

            A table needs the columns name, address and ports; brand, mac,
            allowFrom and paused may be there:

              name,brand,address,ports,allowFrom
              Front door,hikvision,192.168.1.20,rtsp:554>8554;http:80,
              Yard,dahua,192.168.1.21,server:37777,203.0.113.0/24
            """) { Source, SkipBad, CommonOptions.Settings };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(Source);
        var skipBad = parsed.GetValue(SkipBad);
        string text;
        try
        {
            text = await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"porthole: {path} cannot be read: {exception.Message}");
            return ExitCodes.Usage;
        }

        var file = ImportFile.Read(path, text);
        foreach (var error in file.Errors) await Console.Error.WriteLineAsync($"porthole: {path}, {error}");
        if (file.Errors.Length > 0 && file.Places.IsEmpty) return ExitCodes.Usage;
        return await DeviceDesks.WithAsync(parsed, async desk =>
        {
            // A file with unreadable rows is still checked as a whole, so that every mistake is told at once.
            var mode = skipBad ? ImportMode.SkipBad : file.Errors.IsEmpty ? ImportMode.AllOrNothing : ImportMode.Check;
            var answer = await desk.ImportAsync(file.List, mode, cancellationToken);
            return answer.Value is { } report ? await SayAsync(path, file, report, skipBad || (mode != ImportMode.Check && !report.HasBad)) : await answer.SayAsync();
        }, cancellationToken);
    }

    private static async Task<int> SayAsync(string path, ImportFile file, ImportReport report, bool wasMade)
    {
        for (var index = 0; index < report.Rows.Length; index++)
        {
            foreach (var error in report.Rows[index].Errors) await Console.Error.WriteLineAsync($"porthole: {path}, {file.Place(index, error.Key)}: {error.Message}");
        }

        if (!wasMade)
        {
            await Console.Error.WriteLineAsync("porthole: nothing was imported. Correct the rows named above, or take the good ones with --skip-bad.");
            return ExitCodes.Usage;
        }

        Console.WriteLine($"{report.Count(ImportOutcome.Added)} added, {report.Count(ImportOutcome.Changed)} changed, {report.Count(ImportOutcome.Unchanged)} as before, {report.Count(ImportOutcome.Bad) + file.Errors.Length} left out.");
        return report.HasBad || file.Errors.Length > 0 ? ExitCodes.Problem : ExitCodes.Good;
    }
}

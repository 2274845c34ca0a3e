using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using Porthole.Agent.Devices.Registry;

namespace Porthole.Agent.Cli.Devices;

/// <summary><c>porthole devices import</c></summary>
internal static class ImportCommand
{
    private static readonly Argument<string> Source = new("FILE") { Description = "A table (CSV) or JSON, as \"export\" writes it" };
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly Option<bool> SkipBad = new("--skip-bad") { Description = "Take the good rows and leave the bad ones out (default: all or nothing)" };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "import",
            "Register many cameras at once, or change those that are known",
            """
            porthole devices import cameras.csv
            porthole devices import cameras.json --skip-bad

            A table needs the columns name, address and ports; brand, mac,
            allowFrom and paused may be there. What has no column stays as it is:

              name,brand,address,ports,allowFrom
              Front door,hikvision,192.168.1.20,rtsp:554>8554;http:80,
              Yard,dahua,192.168.1.21,server:37777,203.0.113.0/24
            """) { Source, SkipBad, CommonOptions.Json, CommonOptions.Settings };
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
            // A file in another encoding would register cameras under garbled names.
            text = await File.ReadAllTextAsync(path, StrictUtf8, cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            return await Complaint.SayAsync(parsed, ExitCodes.Usage, $"{path} is not UTF-8 text. Save it as UTF-8; in a spreadsheet choose \"CSV UTF-8\".");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return await Complaint.SayAsync(parsed, ExitCodes.Usage, $"{path} cannot be read: {exception.Message}");
        }

        var file = ImportFile.Read(path, text);
        ImmutableArray<string> mistakes = [.. file.Errors.Select(error => $"{path}, {error}")];
        if (mistakes.Length > 0 && file.Places.IsEmpty) return await Complaint.SayAsync(parsed, ExitCodes.Usage, mistakes);
        return await DeviceDesks.WithAsync(parsed, async desk =>
        {
            // A file with unreadable rows is still checked as a whole, so that every mistake is told at once.
            var mode = skipBad ? ImportMode.SkipBad : file.Errors.IsEmpty ? ImportMode.AllOrNothing : ImportMode.Check;
            var registered = await desk.ListAsync(cancellationToken);
            var answer = await desk.ImportAsync(file.ListOver(registered.Value?.Devices ?? []), mode, cancellationToken);
            return answer.Value is { } report ? await SayAsync(parsed, [.. mistakes, .. Mistakes(path, file, report)], report, skipBad || (mode != ImportMode.Check && !report.HasBad)) : await answer.SayAsync(parsed);
        }, cancellationToken);
    }

    private static IEnumerable<string> Mistakes(string path, ImportFile file, ImportReport report) =>
        report.Rows.SelectMany((row, index) => row.Errors.Select(error => $"{path}, {file.Place(index, error.Key)}: {error.Message}"));

    private static async Task<int> SayAsync(ParseResult parsed, ImmutableArray<string> mistakes, ImportReport report, bool wasMade)
    {
        if (!wasMade) return await Complaint.SayAsync(parsed, ExitCodes.Usage, [.. mistakes, "nothing was imported. Correct the rows named above, or take the good ones with --skip-bad."]);
        if (!mistakes.IsEmpty) await Complaint.SayAsync(parsed, ExitCodes.Problem, mistakes);
        var leftOut = mistakes.Length - report.Rows.Sum(row => row.Errors.Length) + report.Count(ImportOutcome.Bad);
        if (parsed.GetValue(CommonOptions.Json)) Console.WriteLine(JsonSerializer.Serialize(report, DeviceJson.Indented.ImportReport));
        else Console.WriteLine($"{report.Count(ImportOutcome.Added)} added, {report.Count(ImportOutcome.Changed)} changed, {report.Count(ImportOutcome.Unchanged)} as before, {leftOut} left out.");
        return mistakes.IsEmpty ? ExitCodes.Good : ExitCodes.Problem;
    }
}

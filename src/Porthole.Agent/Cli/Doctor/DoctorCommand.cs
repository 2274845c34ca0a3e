using System.CommandLine;
using System.Text.Json;
using Porthole.Agent.Doctor;
using Porthole.Agent.Hosting;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Cli.Doctor;

/// <summary><c>porthole doctor</c>: one full check from cable to camera, in the running agent where one runs, else from this process.</summary>
internal static class DoctorCommand
{
    private static readonly Option<string?> Bundle = new("--bundle")
    {
        Description = "Write a ZIP file for support too: report, settings and log without passwords",
        HelpName = "FILE.zip",
    };

    private static readonly Option<bool> ReadOnly = new("--read-only") { Description = "Open no port on the router, not even for a moment" };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "doctor",
            "Check everything from cable to camera; works without a running agent too",
            """
            porthole doctor
            porthole doctor --bundle porthole-support.zip
            porthole doctor --read-only --json
            """,
            "0 nothing is bad, 1 something is, 2 the command line is wrong") { Bundle, ReadOnly, CommonOptions.Json, CommonOptions.Settings };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = parsed.StateFolder();
        var asJson = parsed.GetValue(CommonOptions.Json);
        var progress = new Progress(asJson);
        var file = SettingsFile.Choose(parsed.GetValue(CommonOptions.Settings), folder);
        var (report, obstacle) = await DoctorClient.AskAsync(folder, parsed.GetValue(ReadOnly), progress, cancellationToken);
        if (report is not null) report = await RootsLook.CompleteAsync(report, folder, progress, cancellationToken);
        report ??= await AloneAsync(parsed, file, folder, obstacle, progress, cancellationToken);
        if (asJson) Console.WriteLine(JsonSerializer.Serialize(report, DoctorJson.Indented.DoctorReport));
        else DoctorText.Conclude(report, Console.Out);
        if (parsed.GetValue(Bundle) is { } path && !await WriteBundleAsync(parsed, path, report, folder, file)) return ExitCodes.Problem;
        return report.Verdict == StepVerdict.Bad ? ExitCodes.Problem : ExitCodes.Good;
    }

    private static async Task<DoctorReport> AloneAsync(ParseResult parsed, SettingsFile file, StateFolder folder, string? obstacle, IProgress<DoctorStep> progress, CancellationToken cancellationToken)
    {
        var registered = await RegisteredSettings.LoadAsync(parsed, file, folder);
        await using var search = await SearchAsync(registered, folder, cancellationToken);
        return await Checkup.RunAsync(new Patient(search.Snapshot, TimeProvider.System) { WithAgent = false, AgentObstacle = obstacle, ReadOnly = parsed.GetValue(ReadOnly) }, progress, cancellationToken);
    }

    private static async Task<LoneSearch> SearchAsync(PortholeSettings registered, StateFolder folder, CancellationToken cancellationToken)
    {
        using var waiting = WaitLine.Begin("Searching the router from here, for up to four seconds");
        return await LoneSearch.RunAsync(registered, MemoryFile.Look(folder.MemoryFile), TimeProvider.System, cancellationToken);
    }

    private static async Task<bool> WriteBundleAsync(ParseResult parsed, string path, DoctorReport report, StateFolder folder, SettingsFile file)
    {
        try
        {
            SupportBundle.Write(path, report, folder, file.Path);
            if (!parsed.GetValue(CommonOptions.Json)) Console.WriteLine($"Written: {Path.GetFullPath(path)}. It holds addresses of this network, but no passwords.");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await Complaint.SayAsync(parsed, ExitCodes.Problem, $"{path} cannot be written: {exception.Message} Name another file.");
            return false;
        }
    }

    // Steps are written as they come; JSON is written whole at the end.
    private sealed class Progress(bool asJson) : IProgress<DoctorStep>
    {
        public void Report(DoctorStep value)
        {
            if (RootsLook.IsWanted(value)) return;
            if (!asJson) DoctorText.Write(value, Console.Out, Paint.OfOutput);
            else if (Terminal.ShowsProgress) Console.Error.WriteLine($"{value.Title}: {value.Verdict}");
        }
    }
}

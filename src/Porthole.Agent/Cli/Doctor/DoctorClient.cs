using System.Net.Http.Headers;
using System.Text.Json;
using Porthole.Agent.Api;
using Porthole.Agent.Doctor;
using Porthole.Agent.Hosting;
using Porthole.Agent.Status;

namespace Porthole.Agent.Cli.Doctor;

/// <summary>Has the running agent check itself, and hears the steps as they come.</summary>
internal static class DoctorClient
{
    /// <summary>The report; or why an agent that runs gave none. Neither when none runs.</summary>
    public static async Task<(DoctorReport? Report, string? Obstacle)> AskAsync(StateFolder folder, bool readOnly, IProgress<DoctorStep> progress, CancellationToken cancellationToken)
    {
        using var agent = AgentClient.For(folder);

        // The token is not sent to whatever answers at the usual address, only to the agent that wrote where it is.
        var isOurs = AgentFile.Read(folder) is not null;
        if (!isOurs || ApiToken.Read(folder) is not { } token)
        {
            if (await agent.GetAsync("api/status", StatusJson.Default.StatusDocument, cancellationToken) is null) return (null, null);
            return (null, isOurs
                ? $"its token {folder.TokenFile} cannot be read. Run this as the user that the agent runs as, or as {(OperatingSystem.IsWindows() ? "administrator" : "root")}."
                : $"the one at {agent.Url} works on another state folder than {folder.Path}. Run this {(OperatingSystem.IsWindows() ? "as administrator" : "with sudo")}, or name its folder with --data.");
        }

        var heard = new Heard(progress);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = agent.Url, Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/doctor?readOnly={(readOnly ? "true" : "false")}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!answer.IsSuccessStatusCode) return (null, await RefusalAsync(answer, cancellationToken));
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
            return await HearAsync(lines, heard, cancellationToken) is { } report ? (report, null) : (null, "it ended while it was checking.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            // An agent that was killed leaves its address behind; one that goes meanwhile has said something.
            return (null, heard.IsAny ? "it ended while it was checking." : null);
        }
    }

    private static async Task<string> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(cancellationToken), ProblemJson.Default.ProblemDocument)!.Detail;
        }
        catch (JsonException)
        {
            return $"it answered with HTTP status {(int)answer.StatusCode}. Are program and agent of one version?";
        }
    }

    /// <summary>Reads the events to the last one; null when the stream ends before it.</summary>
    public static async Task<DoctorReport?> HearAsync(TextReader lines, IProgress<DoctorStep> progress, CancellationToken cancellationToken)
    {
        const string Data = "data: ";
        var name = "";
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line["event: ".Length..];
            if (!line.StartsWith(Data, StringComparison.Ordinal)) continue;
            if (name == "result") return JsonSerializer.Deserialize(line[Data.Length..], DoctorJson.Default.DoctorReport);
            if (name == "step" && JsonSerializer.Deserialize(line[Data.Length..], DoctorJson.Default.DoctorStep) is { } step) progress.Report(step);
        }

        return null;
    }

    private sealed class Heard(IProgress<DoctorStep> progress) : IProgress<DoctorStep>
    {
        public bool IsAny { get; private set; }

        public void Report(DoctorStep value)
        {
            IsAny = true;
            progress.Report(value);
        }
    }
}

using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Porthole.Agent.Doctor;
using Porthole.Agent.Hosting;
using Porthole.Agent.Logging;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;

namespace Porthole.Agent.Cli.Doctor;

/// <summary>The file that an owner hands to support: report, settings, log, history; no password, no token.</summary>
internal static class SupportBundle
{
    /// <summary>The last days of a site in trouble; mail takes no more.</summary>
    private const long MostLogBytes = 20 * 1024 * 1024;

    /// <summary>Comments and trailing commas are allowed in settings, as the program itself allows them.</summary>
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static void Write(string path, DoctorReport report, StateFolder folder, string settings)
    {
        // A folder's name would be written beside the folder, and could not take its place.
        if (Directory.Exists(path)) throw new IOException("It is a folder.");
        var next = path + ".new";
        try
        {
            using (var stream = new FileStream(next, FileMode.Create, FileAccess.ReadWrite))
            using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
            {
                AddReport(archive, report);
                AddJson(archive, "settings.json", settings);
                AddJson(archive, "devices.json", folder.DevicesFile);
                AddJson(archive, "history.json", folder.HistoryFile);
                AddLog(archive, folder);
            }

            File.Move(next, path, overwrite: true);
        }
        catch
        {
            // A full disk is not left fuller.
            if (File.Exists(next)) File.Delete(next);
            throw;
        }
    }

    private static void AddReport(ZipArchive archive, DoctorReport report)
    {
        using var text = new StringWriter();
        DoctorText.Write(report, text);
        Add(archive, "report.txt", Redaction.Of(text.ToString()));
        var document = Redaction.Of(JsonSerializer.SerializeToNode(report, DoctorJson.Default.DoctorReport))!;
        Add(archive, "report.json", document.ToJsonString(StatusJson.ForPeople));
        Add(archive, "requests.json", document["requests"]!.ToJsonString(StatusJson.ForPeople));
    }

    private static void AddJson(ZipArchive archive, string name, string path)
    {
        try
        {
            if (File.Exists(path)) Add(archive, name, Redaction.Of(JsonNode.Parse(File.ReadAllText(path), documentOptions: Lenient))?.ToJsonString(StatusJson.ForPeople) ?? "null");
        }
        catch (JsonException exception)
        {
            // What cannot be read as JSON cannot be redacted: it stays here.
            Add(archive, name + ".unreadable.txt", $"{path} is not valid JSON and was left out: {JsonMistake.Of(exception)}\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Add(archive, name + ".unreadable.txt", $"{path} cannot be read: {exception.Message}\n");
        }
    }

    private static void AddLog(ZipArchive archive, StateFolder folder)
    {
        try
        {
            long total = 0;
            foreach (var path in new LogReader(folder.LogFolder).Files.Reverse())
            {
                if ((total += new FileInfo(path).Length) > MostLogBytes) break;
                AddLines(archive, $"log/{Path.GetFileName(path)}", path);
            }
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or FileNotFoundException)
        {
            // Another user's agent keeps its log to itself; the report is worth sending all the same.
            Add(archive, "log.unreadable.txt", $"{folder.LogFolder} cannot be read: {exception.Message}\n");
        }
    }

    // Line by line: ten megabytes at once may take a busy PC longer than a search for secrets is given.
    private static void AddLines(ZipArchive archive, string name, string path)
    {
        using var reader = LogReader.Open(path);
        using var entry = new StreamWriter(archive.CreateEntry(name, CompressionLevel.Optimal).Open());
        while (reader.ReadLine() is { } line) entry.Write($"{Redaction.Of(line)}\n");
    }

    private static void Add(ZipArchive archive, string name, string content)
    {
        using var stream = archive.CreateEntry(name, CompressionLevel.Optimal).Open();
        stream.Write(Encoding.UTF8.GetBytes(content));
    }
}

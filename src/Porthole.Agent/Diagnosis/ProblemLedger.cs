using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Diagnosis.Finders;
using Porthole.Agent.Diagnosis.Firewalls;
using Porthole.Agent.Status;
using Porthole.Relay;

namespace Porthole.Agent.Diagnosis;

/// <summary>Keeps which problems stand and since when; each is logged when it begins and when it ends, once each.</summary>
internal sealed class ProblemLedger(ILogger<ProblemLedger> logger)
{
    private readonly Dictionary<(string Code, string Subject), (Problem Problem, DateTimeOffset Since)> _standing = [];
    /// <summary>Problems that end with time and not by an event; a minute late is early enough to take one from the list.</summary>
    private static readonly (FrozenSet<string> Codes, TimeSpan Look) Fading = (new[] { "PH206", "PH211", "PH302" }.ToFrozenSet(StringComparer.Ordinal), TimeSpan.FromMinutes(1));

    private readonly Sightings _sightings = new();

    /// <summary>When the problems must be found anew though nothing has happened; the past when something was noted.</summary>
    public DateTimeOffset StaleAt { get; private set; }

    public void Note(RelayEvent what, DateTimeOffset now)
    {
        _sightings.Note(what, now);
        StaleAt = now;
    }

    public void NoteStranger(IPAddress address, string evidence, DateTimeOffset now)
    {
        _sightings.NoteStranger(address, evidence, now);
        StaleAt = now;
    }

    /// <summary>Notes what this PC's firewall does with the relay's ports; null when the relay needs none.</summary>
    public void NoteFirewall(FirewallView? view)
    {
        _sightings.Firewall = view;
        StaleAt = default;
    }

    /// <summary>Notes that the settings on disk are wrong and the last good ones go on; an empty list ends it.</summary>
    public void NoteSettings(ImmutableArray<string> errors)
    {
        _sightings.SettingsErrors = errors;
        StaleAt = default;
    }

    /// <summary>Has the problems found anew at the next publication, as when the clock was set.</summary>
    public void Refresh() => StaleAt = default;

    /// <summary>Whether a problem with this code stood when the last snapshot was looked at.</summary>
    public bool Stands(string code) => _standing.Keys.Any(key => key.Code == code);

    /// <summary>Finds what stands now, says what began and what ended, and returns all that stands, worst first.</summary>
    public ImmutableArray<ProblemStatus> Update(StatusSnapshot snapshot, DateTimeOffset now)
    {
        var found = Find(snapshot, now);
        foreach (var ended in _standing.Keys.Except(found.Keys).ToList())
        {
            ProblemLog.End(logger, _standing[ended].Problem);
            _standing.Remove(ended);
        }

        foreach (var (key, problem) in found)
        {
            var isNew = !_standing.TryGetValue(key, out var before);
            _standing[key] = (problem, isNew ? now : before.Since);
            if (isNew) ProblemLog.Begin(logger, problem);
        }

        StaleAt = _standing.Keys.Any(key => Fading.Codes.Contains(key.Code)) ? now + Fading.Look : DateTimeOffset.MaxValue;
        return [.. _standing.Values.OrderByDescending(entry => entry.Problem.Severity).ThenBy(entry => entry.Problem.Code).Select(entry => Status(entry.Problem, entry.Since))];
    }

    private Dictionary<(string, string), Problem> Find(StatusSnapshot snapshot, DateTimeOffset now)
    {
        IEnumerable<Problem> problems =
        [
            .. GatewayFinder.Find(snapshot),
            .. RefusalFinder.Find(snapshot),
            .. AddressFinder.Find(snapshot),
            .. MappingFinder.Find(snapshot, now),
            .. RelayFinder.Find(snapshot),
            .. DeviceFinder.Find(snapshot),
            .. IdentityFinder.Find(snapshot),
            .. OwnMappingFinder.Find(snapshot),
            .. _sightings.Find(snapshot.Forwards, now),
        ];
        return problems.ToDictionary(problem => (problem.Code, problem.Subject));
    }

    private static ProblemStatus Status(Problem problem, DateTimeOffset since) => new()
    {
        Code = problem.Code,
        Subject = problem.Subject,
        Severity = problem.Severity,
        Title = problem.Title,
        Evidence = problem.Evidence,
        Cause = problem.Cause,
        Remedy = problem.Remedy,
        Meanwhile = problem.Meanwhile,
        Since = since,
        Forwards = problem.Forwards,
    };
}
